"""A target that requests go to, asked on the road every request takes: an answer, a tool call, the client's wishes."""

from typing import TYPE_CHECKING

from tui_router.cli.checks.abilities import (
    WISHES,
    Subject,
    tell_buffered,
    tell_mended,
    tell_no_answer,
    tell_overlooked,
    tell_stream,
    tell_tools,
    tell_usage,
    tell_wish,
)
from tui_router.cli.checks.provider import KEY_REFUSED, Patient, key_accepted, key_refused
from tui_router.cli.checks.report import Report
from tui_router.upstream.ping import Pinged, ping

if TYPE_CHECKING:
    from tui_router.net.http import Http

_READ = (400, 404, 422)
"""Statuses of a refusal that comes after the key was looked at, mostly."""

_COUNT = "Count from 1 to 40, with commas."
"""Long enough for a stream to be seen as one, and left after its first piece."""


async def check_target(
    report: Report, http: "Http", patient: Patient, subject: Subject, *, fast: bool, patience: float
) -> bool:
    """Whether it answers at all; nothing else is asked of one that does not."""
    found = await _ask(report, http, patient, subject, patience, max_tokens=1)
    diagnosis = found.diagnosis
    if diagnosis is not None and diagnosis.name in KEY_REFUSED and not patient.judged:
        key_refused(report, patient, diagnosis)
        report.skip(subject.name, "answers", f"it is not asked further: {patient.dead}")
        return False
    if found.ok or found.status in _READ:
        key_accepted(report, patient)
    if not found.ok:
        tell_no_answer(report, subject, diagnosis)
        return False
    report.ok(subject.name, "answers", f"it answers in {found.ms:,.0f} ms ({', '.join(subject.wired.uses)})")
    tell_mended(report, subject, found)
    tell_stream(report, subject, found)
    tell_usage(report, subject, found)
    if not fast:
        await _check_tools(report, http, patient, subject, patience)
        await _check_wishes(report, http, patient, subject, patience)
    return True


async def _ask(
    report: Report,
    http: "Http",
    patient: Patient,
    subject: Subject,
    patience: float,
    *,
    max_tokens: int,
    tools: bool = False,
    forced: bool = False,
    prompt: str = "",
    hang_up: bool = False,
) -> Pinged:
    found = await ping(
        http,
        subject.provider,
        subject.wired.model,
        subject.limits,
        patient.secret,
        max_tokens=max_tokens,
        tools=tools,
        forced=forced,
        prompt=prompt,
        hang_up=hang_up,
        patience=patience,
        signers=patient.signers,
    )
    report.requests += found.requests
    return found


async def _check_tools(
    report: Report, http: "Http", patient: Patient, subject: Subject, patience: float
) -> None:
    found = await _ask(report, http, patient, subject, patience, max_tokens=1, tools=True)
    called = found.tool_call
    if called is None and found.ok:
        forced = await _ask(report, http, patient, subject, patience, max_tokens=1, tools=True, forced=True)
        tell_overlooked(report, subject, found, forced)
        return
    tell_tools(report, subject, found)


async def _check_wishes(
    report: Report, http: "Http", patient: Patient, subject: Subject, patience: float
) -> None:
    """The client's `max_tokens`, as they are sent: what we know of the target may lower them, and then two wishes are
    one. Each is left at its first piece."""
    most = subject.limits.max_output_tokens
    sent = list(dict.fromkeys(min(wish, most) if most else wish for wish in WISHES))
    for number, wish in enumerate(sent):
        found = await _ask(
            report, http, patient, subject, patience, max_tokens=wish, prompt=_COUNT, hang_up=True
        )
        tell_wish(report, subject, wish, found)
        if number == 0:
            tell_buffered(report, subject, found)
        if not found.ok or found.mended:
            return
