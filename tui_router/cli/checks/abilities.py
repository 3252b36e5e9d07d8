"""What the answers of a target show, as findings. Nothing here asks anybody."""

import shlex
from collections.abc import Mapping

import msgspec

from tui_router.cli.checks.provider import instead, table_of
from tui_router.cli.checks.report import Report, toml_key, toml_text
from tui_router.cli.checks.settings import Wired
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.target import Limits
from tui_router.providers.provider import Model, Provider
from tui_router.upstream.ping import Pinged

WISHES = (32_000, 128_000)
"""Output tokens Claude Code asks for: of models it does not know, and of its newest own."""

_QUESTION_TOKENS = 2_000
"""Prompt tokens above which a question of ten words was not what was counted."""
_WHOLE = 100
"""Characters of an answer that no single piece of a stream has."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A target as it is known before it is asked: facts are laid over provider and limits already."""

    wired: Wired
    provider: Provider
    limits: Limits
    listed: Mapping[str, Model] = {}

    @property
    def name(self) -> str:
        return f"{self.provider.name}/{self.wired.model}"


def tell_no_answer(report: Report, subject: Subject, diagnosis: Diagnosis | None) -> None:
    if diagnosis is None:
        report.fail(subject.name, "answers", "it does not answer", "Ask again.", ["tui-router doctor"])
        return
    if diagnosis.name == "model_not_found":
        words, paste = instead(subject.wired, subject.listed)
    elif diagnosis.name == "endpoint_not_found":
        provider = subject.provider
        words = "Check base_url and dialect: see what it speaks, above."
        paste = [
            *table_of(provider),
            f"base_url = {toml_text(provider.base_url)}",
            f'dialect = "{provider.dialect}"',
        ]
    elif diagnosis.heals:
        words, paste = (
            "It passes by itself; ask again later.",
            [f"tui-router doctor --provider {shlex.quote(subject.provider.name)}"],
        )
    else:
        words = diagnosis.remedy or "Point what leads there at another target."
        paste = ["tui-router config show"]
    report.fail(subject.name, "answers", diagnosis.message, words, paste)


def tell_mended(report: Report, subject: Subject, found: Pinged) -> None:
    """What the gateway would mend by itself, and learn, costs one refused request: saying so spares it."""
    if not found.mended:
        return
    name = shlex.quote(subject.name)
    report.warn(
        subject.name,
        "repairs",
        f"it refuses requests as they are; mended with: {'; '.join(found.mended)}",
        "The gateway does so by itself." + (" To say it beforehand:" if found.facts else ""),
        [
            f"tui-router facts set {name} {fact.name} {shlex.quote(_value(fact.value))}"
            for fact in found.facts
        ],
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def tell_stream(report: Report, subject: Subject, found: Pinged) -> None:
    name = subject.name
    if subject.provider.quirks.no_stream:
        report.ok(name, "streaming", "it is not asked to stream (quirk no_stream)")
    elif not found.streamed:
        report.warn(
            name,
            "streaming",
            "it answers a request for a stream in one piece of JSON",
            "Answers come whole and late. If it cannot do better, say so in the settings:",
            [f"[providers.{toml_key(subject.provider.name)}.quirks]", "no_stream = true"],
        )
    elif found.ended:
        report.ok(name, "streaming", "it streams, with its last event")
    else:
        report.warn(
            name,
            "streaming",
            "its stream lacks its last event",
            "Look for a proxy that cuts it.",
            ["tui-router"],
        )


def tell_usage(report: Report, subject: Subject, found: Pinged) -> None:
    name, usage = subject.name, found.usage
    if usage is None:
        report.warn(
            name,
            "usage",
            "it tells no token figures, so they are estimated",
            "Nothing has to be done: estimates follow what is known of the model. The client compacts by them.",
        )
    elif not 0 < usage.prompt <= _QUESTION_TOKENS:
        report.warn(
            name,
            "usage",
            f"it counts {usage.prompt:,} prompt tokens for a question of ten words",
            "The client compacts by these figures. Look for a system prompt that the server adds.",
            ["tui-router"],
        )
    else:
        report.ok(name, "usage", f"it tells its figures: {usage.prompt:,} in, {usage.output_tokens:,} out")


def tell_tools(report: Report, subject: Subject, found: Pinged) -> None:
    name, called = subject.name, found.tool_call
    if found.diagnosis is not None:
        words = found.diagnosis.remedy or "Point what leads there at a model that calls tools."
        report.fail(
            name, "tools", f"with a tool it fails: {found.diagnosis.message}", words, _with_tools(subject)
        )
    elif called is not None and called.sound:
        report.ok(name, "tools", "it calls a tool, with arguments that can be read")
        tell_mended(report, subject, found)
    elif called is not None:
        said = f"it calls {called.name} with arguments that are not what was asked for: {called.arguments}"
        report.fail(
            name,
            "tools",
            said,
            "Claude Code cannot work with such calls: use another model.",
            _with_tools(subject),
        )


def tell_overlooked(report: Report, subject: Subject, asked: Pinged, forced: Pinged) -> None:
    name = subject.name
    if forced.tool_call is not None and forced.tool_call.sound:
        report.warn(
            name,
            "tools",
            "it calls a tool only when it is forced to, and Claude Code never forces",
            "It may answer with words where work was asked for: a larger model calls by itself.",
            _with_tools(subject),
        )
        return
    written = "{" in asked.text or "<" in asked.text
    said = "it writes its tool call as text" if written else "it overlooks the tool it was told to call"
    words = (
        "A server of your own may not read calls: start vLLM with --enable-auto-tool-choice --tool-call-parser, "
        "llama.cpp with --jinja. Else wire a model made for tools:"
    )
    report.fail(name, "tools", said, words, _with_tools(subject))


def _with_tools(subject: Subject) -> list[str]:
    """Where to wire another model; one of the provider's own list that is known to call tools."""
    known = [name for name, model in subject.listed.items() if model.tools and name != subject.wired.model]
    target = f"{subject.provider.name}/{known[0] if known else 'MODEL'}"
    tiers = subject.wired.tiers or ["default"]
    return ["[tiers]", *(f"{tier} = {toml_text(target)}" for tier in tiers)]


def tell_wish(report: Report, subject: Subject, wish: int, found: Pinged) -> None:
    name, limits = subject.name, subject.limits
    if found.diagnosis is not None:
        report.fail(
            name,
            "max_tokens",
            f"max_tokens {wish:,} is refused: {found.diagnosis.message}",
            "Say in the settings what it takes, by its documentation:",
            [*model_table(subject), "max_output_tokens = 8192"],
        )
        return
    taught = [fact.value for fact in found.facts if fact.name == "max_output_tokens"]
    if taught:
        report.warn(
            name,
            "max_tokens",
            f"max_tokens {wish:,} is refused, {taught[-1]:,} is taken",
            "The gateway finds out by itself; in the settings it spares a refused request:",
            [*model_table(subject), f"max_output_tokens = {taught[-1]}"],
        )
        return
    clamped = limits.max_output_tokens == wish and wish < WISHES[-1]
    known = f" (the client's larger wishes are lowered to it, by {limits.output_from})" if clamped else ""
    report.ok(name, "max_tokens", f"max_tokens {wish:,} is taken{known}")
    tell_mended(report, subject, found)


def tell_buffered(report: Report, subject: Subject, found: Pinged) -> None:
    """An answer of forty numbers that is all there with its first piece was gathered on the way."""
    if found.ok and found.streamed and found.ended and found.pieces == 1 and len(found.text) > _WHOLE:
        report.warn(
            subject.name,
            "streaming",
            "its whole answer comes in a single event",
            "Nothing is seen until it is finished: look for a proxy or a setting that gathers the stream.",
            ["proxy_buffering off;  # in nginx"],
        )


def model_table(subject: Subject) -> list[str]:
    return [f"[providers.{toml_key(subject.provider.name)}.models.{toml_text(subject.wired.model)}]"]
