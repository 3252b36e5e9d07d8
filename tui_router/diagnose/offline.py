"""A recorded failure to its finding: the same judgement the gateway makes while it runs, after the fact.

the line cannot be read        the most general name, and why
it holds a whole answer        ok, with its translation
an answer that says nothing    empty_completion; content_filtered when a filter kept it back
a status that refuses          by headers and body, as the gateway does
an error inside an answer      by the words of that error
an answer that breaks off      by the words for the failed connection, else stream_truncated
no answer at all               by headers and body; by the words for the failed connection if those are mute
"""

from typing import Any

from tui_router.core.redact import mask_secrets
from tui_router.diagnose.case import Case, read_case
from tui_router.diagnose.classify import classify
from tui_router.diagnose.finding import Finding, Translated, fine, named, shown
from tui_router.diagnose.sniff import Heard, sniff
from tui_router.diagnose.told import Broken, part
from tui_router.diagnose.translate import estimate, translate
from tui_router.diagnose.transport import kind_of
from tui_router.wire.json import NotJson, read_any

GENERAL = "upstream_server_error"
"""What is said when nothing is known."""

_SHOULD_SPEAK = frozenset({"end_turn", "stop_sequence", "tool_use", "refusal", None})
"""Reasons with which an answer that says nothing is a failure; the others say themselves why there is nothing."""

_MUTE = frozenset({GENERAL, "empty_completion", "bad_request"})
"""What a body comes to that tells nothing."""

_NOTHING = "the upstream answered with nothing"
_PLACES = ("choices", "candidates", "output", "content")
_WORDS = ("error", "message", "msg", "detail")

_WANTED = ("max_tokens", "max_completion_tokens", "max_output_tokens")
_ABOUT_WANTED = frozenset({"max_tokens_too_large", "max_tokens_too_small", "max_tokens_plus_input_overflow"})


def find(line: bytes) -> Finding:
    """Never raises: a line that tells nothing has a finding too."""
    return judge(read_case(line))


def judge(case: Case) -> Finding:
    if case.problem and not case.refused:
        return named(case.id, GENERAL, f"nothing can be said about this failure: {case.problem}")
    heard = sniff(case.body)
    answer = _heard(case, heard) if heard.language else None
    if isinstance(answer, Translated):
        return fine(case.id, answer)
    if case.refused:
        return _classified(case, status=case.status, body=case.body)
    if answer is None:
        said = _classified(case, status=None if heard.form else case.status, body=case.body)
        if case.transport and said.diagnosis in _MUTE:
            return _by_transport(case)
        return _settled(case, said)
    if answer.body:
        return _settled(case, _classified(case, status=None, body=answer.body))
    if case.transport and answer.name == "stream_truncated":
        return _by_transport(case)
    extract = {"category": answer.category} if answer.category else {}
    return named(case.id, answer.name, mask_secrets(answer.message), extract=extract)


def _heard(case: Case, heard: Heard) -> Translated | Broken:
    told = translate(case, heard)
    if isinstance(told, Broken):
        return told
    answer = shown(told, estimate(case))
    if not answer.silent or answer.stop_reason not in _SHOULD_SPEAK:
        return answer
    if answer.stop_reason != "refusal":
        return Broken("empty_completion", _NOTHING)
    if heard.language == "anthropic":
        return answer  # its own word for it, which a client knows
    return Broken("content_filtered", "the upstream's filter kept the whole answer back")


def _settled(case: Case, said: Finding) -> Finding:
    """A document without words: one with an empty place for an answer is empty, any other is not."""
    if said.diagnosis not in (GENERAL, "empty_completion"):
        return said
    try:
        value = read_any(case.body)
    except NotJson:
        return said
    if not isinstance(value, dict | list):
        return said
    if _hollow(value):
        return named(case.id, "empty_completion", _NOTHING)
    if said.diagnosis == GENERAL:
        return said
    return named(case.id, GENERAL, "the upstream's answer is in no language that is known here")


def _hollow(value: Any) -> bool:
    if not value:
        return True
    return (
        isinstance(value, dict)
        and any(name in value and not value[name] for name in _PLACES)
        and not any(value.get(name) for name in _WORDS)
        and not part(value, "base_resp").get("status_code")
    )


def _by_transport(case: Case) -> Finding:
    kind = kind_of(case.transport, head=case.status is not None, body=any(case.chunks))
    return _classified(case, body=case.transport.encode("utf-8", "replace"), transport=kind)


def _classified(case: Case, *, status: int | None = None, body: bytes = b"", transport: str = "") -> Finding:
    """`status` is None for an error inside an answer."""
    model = case.request.get("model")
    said = classify(
        status=status,
        headers=case.headers,
        body=body,
        model=model if isinstance(model, str) else "",
        transport=transport,
        estimate=estimate(case),
    )
    extract: dict[str, Any] = dict(said.figures)
    wanted = next((case.request[name] for name in _WANTED if name in case.request), None)
    if said.name in _ABOUT_WANTED and isinstance(wanted, int) and not isinstance(wanted, bool):
        extract.setdefault("requested", wanted)
    return named(case.id, said.name, said.message, extract=extract, retry_after_s=said.retry_after_s)
