"""The wiring as an inspector sees and changes it. A change is a piece of the settings file, so that the screen, the
API and an editor all say the same thing in the same words and get the same complaints.
"""

from typing import Any

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.note import Note


class RuleState(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One `[[routes]]` entry. `table` is the entry as it stands in the settings, `when` and `changes` the same in words.
    `to` is empty when it only changes requests and lets the rules after it decide.
    """

    number: int  # from 1, in the order in which they are asked
    when: str  # "kind is subagent and input over 60,000"; "always" without a condition
    to: list[str] = []
    changes: str = ""  # "max_tokens at most 8,192, without top_k"
    hits: int = 0  # since the gateway started, or the rule changed
    last: float = 0.0  # UTC epoch seconds of the newest hit
    table: dict[str, Any] = {}


class Wires(msgspec.Struct, kw_only=True, omit_defaults=True):
    """GET /control/v1/wiring. `tiers` is what somebody wired (or what is proposed, when `wired` is false); `effective`
    names every tier that has a target, unwired ones with the default they take.
    """

    revision: int
    wired: bool = False
    tiers: dict[str, str | list[str]] = {}
    effective: dict[str, str | list[str]] = {}
    rules: list[RuleState] = []
    aliases: dict[str, str | list[str]] = {}
    sessions: dict[str, dict[str, str | list[str]]] = {}  # session id → the tiers of that session alone
    providers: dict[str, dict[str, Any]] = {}  # as they would stand in the settings; keys are references
    config: str = ""  # the settings file in force, or where one would be written
    unwritten: bool = False  # something in force does not stand in that file


class Change(msgspec.Struct, kw_only=True, omit_defaults=True):
    """PATCH /control/v1/wiring. `patch` has the shape of the settings file with the tables `tiers`, `routes`, `aliases`
    and `providers`; a null removes a key, a list (`routes`) replaces the whole list. 409 when `revision` is old,
    400 with every complaint, one a line.
    """

    revision: int
    patch: dict[str, Any]
    session: str = ""  # for the requests of this session only; the patch then has `tiers` alone
    write: bool = False  # put it in the settings file too, comments kept
    by: str = "api"  # who asks: screen, api, command


class Revision(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One wiring that was in force."""

    revision: int
    at: float  # UTC epoch seconds
    by: str  # start, file, models, screen, api, command, "undo of 7"
    what: list[str] = []  # "sonnet: openai/gpt-4o → openai/gpt-5.4"
    session: str = ""
    written: bool = False  # it was put in the settings file as well
    undoable: bool = True  # false where a newer settings file took its place


class Rehearsal(msgspec.Struct, kw_only=True, omit_defaults=True):
    """POST /control/v1/dry-run: what to rehearse. Without `exchange` it is the newest request of `session` and `tier`
    (either may be empty) that had a body. `to` is a chain's first target; without it the wiring decides. `patch` is
    laid over the wiring first, as in a `Change`.
    """

    exchange: int = 0
    tier: str = ""
    session: str = ""
    to: str = ""
    patch: dict[str, Any] = {}


class ThinkingRow(msgspec.Struct, frozen=True):
    """What a client may ask of thinking ("budget 10,000"), what is sent for it, and why."""

    asked: str
    sent: str
    why: str = ""


class DryRun(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What would be sent, without sending it. `exchange` 0: there is no request to rehearse yet."""

    exchange: int = 0
    target: str = ""
    dialect: str = ""
    reason: str = ""  # why it goes there
    notes: list[Note] = []
    lost: list[str] = []  # each thing once: "thinking", "tools: keywords the target cannot read"
    tokens: int = 0  # of the prompt, estimated
    window: int | None = None
    max_output: int | None = None
    fits: bool = True  # false when the prompt is larger than the window
    cost: float | None = None  # US dollars for this prompt, None when no price is known
    body: bytes = b""  # leg b as it would be, secrets masked, at most 256 KiB
    size: int = 0  # bytes of the whole of it
    thinking: list[ThinkingRow] = []  # for every way to ask for it
    problem: str = ""  # what would keep it from being sent: "its key is not set"


class Trial(msgspec.Struct, kw_only=True, omit_defaults=True):
    """POST /control/v1/test: ask one target for one token. `patch` as in `Rehearsal`."""

    to: str
    patch: dict[str, Any] = {}


class Verdict(msgspec.Struct, kw_only=True, omit_defaults=True):
    target: str
    ok: bool
    ms: float = 0.0  # to the end of the answer
    status: int | None = None
    said: str = ""  # in words: "answers in 180 ms", or what went wrong
    diagnosis: Diagnosis | None = None
