"""The other of OpenAI's two languages, for a target that refuses the one it is asked in."""

import re
from urllib.parse import urlsplit

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.facts import DIALECT, OPENAI
from tui_router.diagnose.remedies.remedy import Find, Learn, Repair
from tui_router.dialects.base import Call
from tui_router.providers.provider import Provider

NOT_SERVED = frozenset({"endpoint_not_found", "model_not_found", "responses_contract"})
"""What says of the other language that it is not to be had here either."""

_WORDS = {"chat": "asked in Chat Completions", "responses": "asked in Responses"}

_SAYS_RESPONSES = re.compile(
    r"\bv1/responses|/responses\b|\bresponses (?:api|endpoint)|not a chat model"
    r"|(?:not accessible|not available|not supported|only[^\n]{0,20}) (?:via|in|by|with|through) the[^\n]{0,40}chat/completions"
    r"|chatcompletion operation",
    re.IGNORECASE,
)
"""Said to who asked in Chat Completions. Without such words a path that leads nowhere is a wrong address."""

_NOT_BUILT = re.compile(r"not (?:yet )?implemented\b", re.IGNORECASE)

_ONE_LANGUAGE = ("/deployments/", "/backend-api/", "/compatibility/")
"""Folders below which a server has Chat Completions or Responses, never both."""


def other_language(provider: Provider) -> str:
    """Empty for languages that have no sister, and where the address is known to serve one alone."""
    if provider.dialect not in OPENAI:
        return ""
    try:
        parts = urlsplit(provider.base_url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if host.endswith("googleapis.com") or any(folder in f"{parts.path}/" for folder in _ONE_LANGUAGE):
        return ""
    return "responses" if provider.dialect == "chat" else "chat"


def in_other_language(call: Call | None) -> list[Repair]:
    """Empty where there is none, and once it was tried: the call is then in the other one and asked for the first."""
    other = other_language(call.provider) if call is not None else ""
    return [Repair(words=_WORDS[other], learn=(Learn(DIALECT, other),))] if other else []


def names_responses(diagnosis: Diagnosis) -> bool:
    """Whether a refusal sends those who asked in Chat Completions to Responses."""
    return _SAYS_RESPONSES.search(diagnosis.quote) is not None


def switches(repair: Repair) -> bool:
    return any(learn.name == DIALECT for learn in repair.learn)


def _nowhere(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    if call is None or (call.provider.dialect == "chat" and not names_responses(diagnosis)):
        return []
    return in_other_language(call)


def _page(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    """Web servers say with a page that a path is not theirs; one that would heal comes from a failing proxy."""
    if call is None or call.provider.dialect != "responses" or diagnosis.heals:
        return []
    return in_other_language(call)


def _not_built(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    """Relays that know the path but not how to serve it answer as if they had failed."""
    if call is None or call.provider.dialect != "responses" or not _NOT_BUILT.match(diagnosis.quote):
        return []
    return in_other_language(call)


def _contract(_diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    return in_other_language(call)


REMEDIES: dict[str, Find] = {
    "endpoint_not_found": _nowhere,
    "html_error_page": _page,
    "upstream_server_error": _not_built,
    "responses_contract": _contract,
}
