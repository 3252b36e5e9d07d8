"""Take secrets out of a capture before it is written or leaves the gateway.

Three ways, since no one of them finds every key: headers by their name, texts by the shape of keys, and the
very values of keys that are known. Masking keeps the length, so offsets and marks of a leg stay right.
"""

from collections.abc import Sequence

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.core.redact import mask_secret_bytes, mask_secrets
from tui_router.journal.packed import is_packed, mask_packed
from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, LegCapture, Weighed

MASK = "****"

_CARRY_SECRETS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "x-api-key",
        "api-key",
        "x-goog-api-key",
        "ocp-apim-subscription-key",
        "x-amz-security-token",
        "chatgpt-account-id",
        "x-auth-token",
        "x-access-token",
        "x-tui-router-token",
        "cookie",
        "set-cookie",
    }
)
_SAY_SECRET = ("token", "secret", "password", "api-key", "apikey", "credential", "authorization")
_HARMLESS = ("tokens", "token-count", "max-token")  # x-ratelimit-remaining-tokens and its kin are figures
_SCHEMES = ("bearer ", "basic ", "token ")


def redact_headers(headers: Sequence[tuple[str, str]], known: Sequence[str] = ()) -> list[tuple[str, str]]:
    return [(name, _header(name, value, known)) for name, value in headers]


def _header(name: str, value: str, known: Sequence[str]) -> str:
    lowered = name.lower().replace("_", "-")
    telling = any(word in lowered for word in _SAY_SECRET) and not any(word in lowered for word in _HARMLESS)
    if lowered not in _CARRY_SECRETS and not telling:
        return mask_secrets(value, known)
    scheme = next((s for s in _SCHEMES if value.lower().startswith(s)), "")
    return value[: len(scheme)] + MASK


def mask_leg(data: bytes, known: Sequence[bytes] = ()) -> bytes:
    """The bytes of a leg from its beginning on, or from where one of its messages begins."""
    return mask_packed(data, known) if is_packed(data) else mask_secret_bytes(data, known)


def redact_leg(leg: LegCapture, known: Sequence[bytes] = ()) -> LegCapture:
    texts = [secret.decode("utf-8", "replace") for secret in known]
    return msgspec.structs.replace(
        leg,
        start=mask_secrets(leg.start, texts),
        headers=redact_headers(leg.headers, texts),
        data=mask_leg(leg.data, known),
    )


def redact_row(row: ExchangeRow, known: Sequence[str] = ()) -> ExchangeRow:
    def mask(text: str) -> str:
        return mask_secrets(text, known) if text else text

    return msgspec.structs.replace(
        row,
        client_model=mask(row.client_model),
        provider=mask(row.provider),
        model=mask(row.model),
        reason=mask(row.reason),
        session=mask(row.session),
        agent=mask(row.agent),
        parent=mask(row.parent),
        client=mask(row.client),
        path=mask(row.path),
        trouble=mask(row.trouble),
        diagnosis=mask(row.diagnosis),
        stop=mask(row.stop),
        tools=[mask(name) for name in row.tools],
        comment=mask(row.comment),
    )


def redact_detail(detail: ExchangeDetail, known: Sequence[bytes] = ()) -> ExchangeDetail:
    texts = [secret.decode("utf-8", "replace") for secret in known]
    return ExchangeDetail(
        row=redact_row(detail.row, texts),
        weighed=_weighed(detail.weighed, texts),
        attempts=[_attempt(attempt, texts) for attempt in detail.attempts],
        notes=[redact_note(note, texts) for note in detail.notes],
        diagnosis=_diagnosis(detail.diagnosis, texts),
        applied=[_fact(fact, texts) for fact in detail.applied],
        learned=[_fact(fact, texts) for fact in detail.learned],
        offences=[
            msgspec.structs.replace(offence, excerpt=mask_secrets(offence.excerpt, texts))
            for offence in detail.offences
        ],
        explained=mask_secrets(detail.explained, texts),
    )


def _weighed(weighed: Weighed | None, known: Sequence[str]) -> Weighed | None:
    if weighed is None:
        return None
    tools = [(mask_secrets(name, known), tokens) for name, tokens in weighed.tools]
    return msgspec.structs.replace(weighed, tools=tools)


def _fact(fact: Fact, known: Sequence[str]) -> Fact:
    value = mask_secrets(fact.value, known) if isinstance(fact.value, str) else fact.value
    return msgspec.structs.replace(fact, value=value, evidence=mask_secrets(fact.evidence, known))


def _attempt(attempt: AttemptRow, known: Sequence[str]) -> AttemptRow:
    return msgspec.structs.replace(
        attempt,
        provider=mask_secrets(attempt.provider, known),
        model=mask_secrets(attempt.model, known),
        url=mask_secrets(attempt.url, known),
        outcome=mask_secrets(attempt.outcome, known),
        cause=mask_secrets(attempt.cause, known),
        repair=mask_secrets(attempt.repair, known),
        diagnosis=_diagnosis(attempt.diagnosis, known),
    )


def redact_note(note: Note, known: Sequence[str]) -> Note:
    return msgspec.structs.replace(
        note,
        path=mask_secrets(note.path, known),
        to=mask_secrets(note.to, known),
        reason=mask_secrets(note.reason, known),
        before=mask_secrets(note.before, known),
        after=mask_secrets(note.after, known),
    )


def _diagnosis(diagnosis: Diagnosis | None, known: Sequence[str]) -> Diagnosis | None:
    if diagnosis is None:
        return None
    return msgspec.structs.replace(
        diagnosis,
        title=mask_secrets(diagnosis.title, known),
        message=mask_secrets(diagnosis.message, known),
        quote=mask_secrets(diagnosis.quote, known),
        remedy=mask_secrets(diagnosis.remedy, known),
        figures={
            mask_secrets(name, known): _figure(value, known) for name, value in diagnosis.figures.items()
        },
    )


def _figure(value: int | str | list[str], known: Sequence[str]) -> int | str | list[str]:
    if isinstance(value, list):
        return [mask_secrets(word, known) for word in value]
    return mask_secrets(value, known) if isinstance(value, str) else value
