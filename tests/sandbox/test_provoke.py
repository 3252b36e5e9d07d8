"""Every trouble of the sandbox: a client's request meets it in each language its scenario speaks, it means what the
scenario says that it means, and it is over as soon as the request has nothing that offends."""

import json
import re
from itertools import count
from typing import Any

import msgspec
import pytest

from tui_router.core.target import Target
from tui_router.diagnose.classify import classify
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.dialects.base import Call, DialectModule, Prepared
from tui_router.dialects.find import dialect_of
from tui_router.messages.codec import decode_request
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks
from tui_router.sandbox import provoke
from tui_router.sandbox.answer import answer
from tui_router.sandbox.asked import Language
from tui_router.sandbox.doors import door
from tui_router.sandbox.reply import Stream, Whole
from tui_router.sandbox.scenario import Scenario, scenarios

BASES = {"chat": "/v1", "responses": "/v1", "anthropic": "", "gemini": "/v1beta"}
TROUBLES = [(name, language) for name, s in scenarios().items() if s.diagnosis for language in s.speaks]

SILENCES = {
    "stall": "idle_timeout",
    "silent": "first_byte_timeout",
    "silent-once": "first_byte_timeout",
    "hangs-up": "cut",
    "hangs-up-once": "cut",
}
"""Troubles of the connection, which no bytes tell."""
BY_SIGHT = {"input-in-start", "empty", "empty-once"}
"""Troubles that only whoever watches the events can name."""


def does(name: str) -> Scenario:
    """What the first request to it gets."""
    scenario = scenarios()[name]
    return scenarios()[scenario.at_first.does] if scenario.at_first else scenario


REFUSED = [(name, language) for name, language in TROUBLES if does(name).refuse]


def spoken(language: Language) -> DialectModule:
    try:
        return dialect_of(language)
    except ModuleNotFoundError:
        pytest.skip(f"no dialect {language} yet")


def send(
    name: str, language: Language, fields: dict[str, Any], *, betas: bool = True, **told: Any
) -> tuple[Call, Prepared, Any]:
    """The road of a request without a gateway around it: translated, asked, answered."""
    numbers = count(1)
    body = json.dumps(fields).encode()
    quirks = msgspec.convert(scenarios()[name].quirks, Quirks)
    call = Call(
        request=decode_request(body),
        body=body,
        target=Target("sandbox", name),
        provider=Provider(
            name="sandbox", dialect=language, base_url=f"http://x{BASES[language]}", quirks=quirks
        ),
        headers=provoke.headers(name) if betas else {"anthropic-version": "2023-06-01"},
        new_id=lambda prefix: f"{prefix}{next(numbers)}",
    )
    prepared = spoken(language).prepare(call)
    reply = answer(
        prepared.body,
        scenarios(),
        door=door(*f"{BASES[language]}{prepared.path}".partition("?")[::2]),
        headers=prepared.headers,
        new_id=lambda: f"{next(numbers):09}",
        **told,
    )
    return call, prepared, reply


MENDED_BEFORE = frozenset({"tool-id-plain", "no-blank-text"})
"""What Messages refuses everywhere never leaves us: only a client's own bytes meet these."""


def ask(fields: dict[str, Any], language: Language, prepared: Prepared) -> Any:
    """The same without a translation."""
    numbers = count(1)
    return answer(
        json.dumps(fields).encode(),
        scenarios(),
        door=door(*f"{BASES[language]}{prepared.path}".partition("?")[::2]),
        headers=prepared.headers,
        new_id=lambda: f"{next(numbers):09}",
    )


@pytest.mark.parametrize(("name", "language"), REFUSED)
def test_what_provokes_a_refusal_is_refused_and_the_refusal_means_what_it_is_to_mean(
    name: str, language: Language
) -> None:
    _, prepared, reply = send(name, language, provoke.body(name))
    refusal = does(name).refuse
    assert refusal
    if name in MENDED_BEFORE:
        assert isinstance(reply, Stream)
        reply = ask({**provoke.body(name), "model": name}, language, prepared)
    assert isinstance(reply, Whole)
    assert reply.status == refusal.status
    if reply.type == "application/json":
        json.loads(reply.body)
    assert not re.search(rb"\$[a-z]", reply.body)  # every value was there
    status = reply.status if reply.status >= 400 else None
    headers = {**reply.headers, "content-type": reply.type}
    found = classify(status=status, headers=headers, body=reply.body, model=name, now=0.0)
    assert found.name == scenarios()[name].diagnosis


@pytest.mark.parametrize(("name", "transport"), SILENCES.items())
def test_what_the_connection_does_means_what_it_is_to_mean(name: str, transport: str) -> None:
    assert classify(status=None, transport=transport).name == scenarios()[name].diagnosis


STREAMED = [(n, at) for n, at in TROUBLES if not does(n).refuse and n not in {*SILENCES, *BY_SIGHT}]


@pytest.mark.parametrize(("name", "language"), STREAMED)
def test_what_a_stream_tells_means_what_it_is_to_mean(name: str, language: Language) -> None:
    call, prepared, reply = send(name, language, provoke.body(name))
    assert isinstance(reply, Stream)
    machine = spoken(language).machine(call, prepared)
    for frame in reply.frames:
        machine.feed(frame.data)
    machine.close()
    assert machine.fault is not None
    words = getattr(machine, "error_body", b"")
    found = classify(status=None, body=words) if words else machine.fault.diagnosis
    assert found.name == scenarios()[name].diagnosis


GONE = object()
USER = {"role": "user", "content": "hello"}
SHORT = {"max_tokens": 1000, "messages": [USER]}
ID = "abcdefgh1"
USE = {"type": "tool_use", "id": ID, "name": "Bash", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": ID, "content": "hi"}
TEXT = {"type": "text", "text": "Looking."}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "sandbox-1"}
PLAIN = [{"name": "Bash", "input_schema": {"type": "object", "properties": {"const": {"type": "string"}}}}]


def history(*said: Any) -> dict[str, Any]:
    return {
        "messages": [
            USER,
            {"role": "assistant", "content": list(said)},
            {"role": "user", "content": [RESULT]},
        ]
    }


MENDED: dict[str, dict[str, Any]] = {
    "max-tokens-large": {"max_tokens": 16384},
    "output-limit": {"max_tokens": 8192},
    "max-tokens-nested": {"max_tokens": 8192},
    "max-tokens-64k": {"max_tokens": 64000},
    "max-tokens-small": {"max_tokens": 16},
    "max-tokens-renamed": {"max_tokens": GONE},
    "window-sum": {"max_tokens": 24000},
    "window-both": {"max_tokens": 50000},
    "window-claude": {"max_tokens": 33000},
    "overflow": SHORT,
    "overflow-numbers": SHORT,
    "overflow-claude": SHORT,
    "overflow-event": SHORT,
    "minute-tokens": SHORT,
    "payload": SHORT,
    "responses-output": {"max_tokens": 16384},
    "responses-overflow": SHORT,
    "responses-temperature": {"temperature": GONE},
    "gemini-output": {"max_tokens": 8192},
    "gemini-overflow": SHORT,
    "affordable": {"max_tokens": 12000},
    "stream-only": {"stream": True},
    "no-temperature": {"temperature": GONE},
    "temperature-one": {"temperature": 1},
    "sampling-both": {"top_p": GONE},
    "no-stop": {"stop_sequences": GONE},
    "no-effort": {"output_config": GONE},
    "effort-beside-tools": {"tools": GONE},
    "no-parallel-switch": {"tool_choice": GONE},
    "no-context-management": {"context_management": GONE},
    "no-output-config": {"output_config": GONE},
    "no-cache-marks": {"messages": [USER]},
    "no-cache-ttl": {
        "messages": [{"role": "user", "content": [{**TEXT, "cache_control": {"type": "ephemeral"}}]}]
    },
    "four-cache-marks": {"messages": [USER]},
    "beta-named": {"context_management": GONE},
    "beta-unnamed": {},
    "no-adaptive": {"thinking": {"type": "enabled", "budget_tokens": 2000}},
    "only-adaptive": {"thinking": {"type": "adaptive"}},
    "no-thinking": {"thinking": {"type": "disabled"}},
    "thinking-budget": {"thinking": {"type": "enabled", "budget_tokens": 24576}},
    "foreign-signature": history(THOUGHT, USE),
    "thinking-first": history(THOUGHT, TEXT, USE),
    "schema-keywords": {"tools": PLAIN},
    "schema-array": {"tools": PLAIN},
    "schema-top": {"tools": PLAIN},
    "grammar": {"tools": PLAIN},
    "tool-name-64": {"tools": PLAIN},
    "tool-name-letter": {"tools": PLAIN},
    "many-tools": {"tools": [{**PLAIN[0], "name": f"tool_{at}"} for at in range(128)]},
    "tool-choice-words": {"tool_choice": {"type": "any"}},
    "tool-choice-free": {"tool_choice": {"type": "auto"}},
    "tool-choice-forced": {"tool_choice": {"type": "auto"}},
    "tool-parser": {"tools": GONE},
    "no-tools": {"tools": []},
    "tool-id-nine": history(TEXT, USE),
    "tool-id-forty": history(TEXT, USE),
    "tool-id-plain": history(TEXT, USE),
    "result-missing": history(TEXT, USE),
    "result-orphan": history(TEXT, USE),
    "arguments-object": history(TEXT, USE),
    "no-thinking-blocks": history(TEXT, USE),
    "no-documents": {"messages": [USER]},
    "no-file-parts": {"messages": [USER]},
    "no-images": {"messages": [USER]},
    "no-projector": {"messages": [USER]},
    "no-blank-text": history(TEXT, USE),
    "no-empty-message": history(TEXT, USE),
    "no-null-content": history(TEXT, USE),
    "flat-content": {"messages": [USER]},
    "no-system-role": {"system": "Be brief.", "messages": [USER]},
    "roles-alternate": {"messages": [USER]},
    "user-after-tool": history(TEXT, USE),
    "system-first": {"system": "Be brief.", "messages": [USER]},
}
"""The request of the same client when it has nothing that offends, as far as a client can send it so."""

REWRITTEN: dict[str, Any] = {
    "no-stream-options": lambda body: body.pop("stream_options"),
    "reasoning-back": lambda body: body["messages"][1].update(reasoning_content="Hm."),
    "reasoning-at": lambda body: body["messages"][1].update(reasoning_content=" "),
    "thought-signature": lambda body: body["messages"][1]["tool_calls"][0].update(
        extra_content={"google": {"thought_signature": "skip"}}
    ),
    "responses-contract": lambda body: body.update(store=False),
}
"""What no client can leave out or say, because a translation adds it or has no place for it, done to its bytes."""


def conditions(name: str) -> set[str]:
    refusal = does(name).refuse
    written = [msgspec.to_builtins(condition) for condition in refusal.when] if refusal else []
    return {key for condition in written for key in condition}


BY_SHAPE = [(n, at) for n, at in REFUSED if conditions(n) - {"first", "every", "within_s"}]
BY_TIME = [
    (n, at) for n, at in REFUSED if not scenarios()[n].at_first and (n, at) not in BY_SHAPE and conditions(n)
]


def test_every_offence_has_its_counterpart() -> None:
    assert {name for name, _ in BY_SHAPE} == set(MENDED) | set(REWRITTEN)


@pytest.mark.parametrize(("name", "language"), BY_SHAPE)
def test_what_no_longer_offends_is_answered(name: str, language: Language) -> None:
    fields = {**provoke.body(name), **MENDED.get(name, {})}
    _, prepared, reply = send(
        name, language, {key: value for key, value in fields.items() if value is not GONE}, betas=False
    )
    if name in REWRITTEN:
        body = json.loads(prepared.body)
        REWRITTEN[name](body)
        reply = answer(json.dumps(body).encode(), scenarios(), new_id=lambda: "1")
    assert isinstance(reply, Stream), reply.body
    assert b"".join(frame.data for frame in reply.frames)


@pytest.mark.parametrize(("name", "language"), BY_TIME)
def test_what_passes_with_time_is_over_in_time(name: str, language: Language) -> None:
    fields = provoke.body(name)
    assert isinstance(send(name, language, fields, ordinal=3, age=10.0)[2], Stream)
    assert scenarios()[name].mends


def test_what_goes_wrong_at_first_goes_well_after_it() -> None:
    for name, language in TROUBLES:
        scenario = scenarios()[name]
        if scenario.at_first is not None:
            reply = send(name, language, provoke.body(name), ordinal=scenario.at_first.times)[2]
            assert isinstance(reply, Stream)
            assert scenario.mends
            assert scenario.diagnosis == does(name).diagnosis


def test_what_offends_for_ever_cannot_be_mended_and_what_offends_by_its_form_can() -> None:
    for name, _ in REFUSED:
        scenario = scenarios()[name]
        if not conditions(name):
            assert scenario.mends is bool(scenario.at_first), name
        elif not TAXONOMY[scenario.diagnosis].auto:
            assert not scenario.mends, name


def test_every_diagnosis_can_be_seen_and_each_that_can_be_mended_is_mended_somewhere() -> None:
    troubles = [s for s in scenarios().values() if s.diagnosis]
    assert {s.diagnosis for s in troubles} == set(TAXONOMY)
    mended = {s.diagnosis for s in troubles if s.mends}
    able = {name for name, row in TAXONOMY.items() if row.auto}
    assert able - mended == {"token_expired", "responses_contract"}  # need a sign-in, and another language


def test_a_provocation_belongs_to_a_scenario() -> None:
    plain = provoke.body("text")
    assert plain["messages"]
    assert provoke.body("text", model="sandbox/text")["model"] == "sandbox/text"
    for name in (*provoke._FIELDS, *provoke._HEADERS):
        assert scenarios()[name].diagnosis, name


def test_an_event_that_only_a_watcher_can_name() -> None:
    """A tool's input that no delta brings is mended on the way; the machine tells what it was."""
    call, prepared, reply = send("input-in-start", "anthropic", provoke.body("input-in-start"))
    machine = spoken("anthropic").machine(call, prepared)
    for frame in reply.frames:
        machine.feed(frame.data)
    machine.close()
    assert machine.fault is None
    assert any("input" in note.reason for note in machine.notes)
