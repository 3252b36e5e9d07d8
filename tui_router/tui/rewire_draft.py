"""What the rewire form holds, what of it is new, and at which field a complaint of the gateway belongs. Pure values."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tui_router.control.wiring import Wires
from tui_router.core.target import Target, Tier
from tui_router.journal.record import wire_form
from tui_router.settings.problems import looks_secret
from tui_router.settings.references import reference_trouble

Field = Literal["provider", "speaks", "model", "window", "output", "key", "chain", "when"]

LONGEST_CHAIN = 8
TYPED = 500
"""Characters of a line somebody types."""
MOST_TOKENS = 1_000_000_000
_MOST_NESTED = 8
_TOLD = 300
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class NotReadable(ValueError):
    """What was typed is not what its field takes; the text is for a person."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a provider and one of its models are set to; texts as they stand in the fields, empty for nothing said."""

    dialect: str = ""
    key: str = ""
    window: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`rule` is the number of a `[[routes]]` entry, 0 a new one; None when the tier is what is wired. `chain` begins
    with the usual target. `session` is set when only its requests are meant.
    """

    tier: Tier = "sonnet"
    rule: int | None = None
    when: str = ""
    chain: tuple[str, ...] = ()
    endpoint: Endpoint = Endpoint()
    session: str = ""


def listed(value: object) -> tuple[str, ...]:
    """A target, or a chain of them, as the settings write it."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()


def chain_of(wires: Wires, draft: Draft) -> tuple[str, ...]:
    """Where it goes now."""
    if draft.rule is not None:
        return listed(rule_table(wires, draft.rule).get("to"))
    own = wires.sessions.get(draft.session, {}) if draft.session else {}
    return listed(own.get(draft.tier) or wires.effective.get(draft.tier))


def rule_table(wires: Wires, number: int) -> dict[str, Any]:
    return next((dict(rule.table) for rule in wires.rules if rule.number == number), {})


def endpoint_of(wires: Wires, target: str, dialect: str = "", key: str = "") -> Endpoint:
    """As the settings have it; `dialect` and `key` are what is in force where they say nothing."""
    aim = Target.parse(target)
    table = _table(wires.providers, aim.provider)
    model = _table(_table(table, "models"), aim.model)
    return Endpoint(
        dialect=_text(table.get("dialect")) or dialect,
        key=_text(table.get("key")) or key,
        window=_figure(model.get("context_window")),
        output=_figure(model.get("max_output_tokens")),
    )


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _figure(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else ""


def tokens(text: str) -> int | None:
    """A typed number of tokens; None where nothing was typed."""
    plain = text.replace(",", "").replace("_", "").replace(" ", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and 0 < len(plain) <= 10 and 0 < int(plain) <= MOST_TOKENS):
        raise NotReadable("a number of tokens, such as 32,768")
    return int(plain)


def holds_secret(text: str) -> bool:
    """Whether what stands in the key's field could be a key itself. A path or the name in a keyring may look like one."""
    form, colon, rest = text.strip().partition(":")
    if colon and form in ("file", "keyring"):
        return False
    if colon and form == "env":
        return looks_secret(rest) and not (rest.isupper() and "_" in rest)
    return looks_secret(text)


def key_trouble(text: str) -> str:
    """Why this is no reference, as a clause; empty when it is one, or nothing."""
    text = text.strip()
    if holds_secret(text):
        return "is a key itself; write where it lies, such as env:NAME"
    return reference_trouble(text) if text else ""


def read_when(text: str) -> dict[str, Any]:
    """The conditions of a rule as one line of the settings' own syntax."""
    try:
        table = tomllib.loads(f"when = {{ {text[:TYPED].strip()} }}")
    except (ValueError, RecursionError) as error:
        why = str(error).partition(" (at")[0] or "nested too deeply"
        raise NotReadable(f"not readable: {why[:_TOLD]}") from error
    when = table.get("when")
    if set(table) != {"when"} or not isinstance(when, dict):
        raise NotReadable('not readable: conditions are written name = value, such as kind = "subagent"')
    return when


def when_text(when: object) -> str:
    """The conditions as somebody would type them; dates and what is nested too deeply are left out."""
    if not isinstance(when, dict):
        return ""
    return ", ".join(f"{_key(key)} = {_value(value, 0)}" for key, value in when.items())


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else _quoted(key)


def _quoted(text: str) -> str:
    def escaped(char: str) -> str:
        if char in '"\\':
            return "\\" + char
        return char if char.isprintable() else f"\\U{ord(char):08X}"

    return '"' + "".join(map(escaped, text)) + '"'


def _value(value: object, depth: int) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list() if depth < _MOST_NESTED:
            return f"[{', '.join(_value(each, depth + 1) for each in value)}]"
        case dict() if depth < _MOST_NESTED:
            return f"{{ {', '.join(f'{_key(k)} = {_value(v, depth + 1)}' for k, v in value.items())} }}"
        case _:
            return _quoted(str(value))


def patch_of(draft: Draft, wires: Wires) -> dict[str, Any]:
    """The piece of the settings that is new: the wiring alone, without what the provider is set to."""
    if draft.rule is not None:
        return _routes(draft, wires)
    if draft.chain and draft.chain != chain_of(wires, draft):
        return {"tiers": {draft.tier: wire_form(list(draft.chain))}}
    return {}


def _routes(draft: Draft, wires: Wires) -> dict[str, Any]:
    """The whole list of rules with the one changed, or behind them a new one. Raises `NotReadable`."""
    assert draft.rule is not None  # noqa: S101  # only asked for a rule
    before = rule_table(wires, draft.rule)
    rest = {name: value for name, value in before.items() if name not in ("when", "to")}
    when, to = read_when(draft.when), wire_form(list(draft.chain))
    table = {**({"when": when} if when else {}), **({"to": to} if to else {}), **rest}
    same = listed(before.get("to")) == draft.chain and (before.get("when") or {}) == when
    if not table or (same and draft.rule):
        return {}
    tables = [dict(rule.table) for rule in sorted(wires.rules, key=lambda rule: rule.number)]
    numbers = [rule.number for rule in sorted(wires.rules, key=lambda rule: rule.number)]
    if draft.rule in numbers:
        tables[numbers.index(draft.rule)] = table
    else:
        tables.append(table)
    return {"routes": tables}


def endpoint_patch(target: str, before: Endpoint, after: Endpoint) -> dict[str, Any]:
    """What is new about the provider and the model. Raises `NotReadable`; nothing that looks like a key gets in."""
    aim = Target.parse(target)
    table: dict[str, Any] = {}
    if after.dialect and after.dialect != before.dialect:
        table["dialect"] = after.dialect
    if after.key.strip() != before.key.strip():
        wrong = key_trouble(after.key)
        if wrong:
            raise NotReadable(wrong)
        table["key"] = after.key.strip() or None
    limits: dict[str, int | None] = {}
    for name, was, now in (
        ("context_window", before.window, after.window),
        ("max_output_tokens", before.output, after.output),
    ):
        figure = tokens(now)
        if figure != tokens(was):
            limits[name] = figure
    if limits and aim.model:
        table["models"] = {aim.model: limits}
    return {"providers": {aim.provider: table}} if table and aim.provider else {}


def complaints(text: str) -> dict[Field | Literal[""], str]:
    """A refusal of the gateway, a complaint a line, by field; "" takes what belongs to none."""
    found: dict[Field | Literal[""], str] = {}
    for line in text[:8_000].splitlines():
        field, said = _belongs(line.split(": "))
        if said.strip():
            found.setdefault(field, said.strip()[:_TOLD])
    return found


def _belongs(parts: Sequence[str]) -> tuple[Field | Literal[""], str]:
    """The first part that names a key of the settings decides; before it a file and a line may stand."""
    for number, part in enumerate(parts[:3]):
        field = _field_of(part)
        if field is not None and number + 1 < len(parts):
            return field, ": ".join(parts[number + 1 :])
    return "", ": ".join(parts)


def _field_of(path: str) -> Field | Literal[""] | None:
    """None when this is no path of the settings."""
    head = path.split(".", 1)[0].split("[", 1)[0]
    if head == "tiers":
        return "chain" if path.endswith("]") and not path.endswith("[1]") else "model"
    if head == "routes":
        _, _, rest = path.partition("].")
        if rest.startswith("to"):
            return "chain" if rest.endswith("]") and not rest.endswith("[1]") else "model"
        return "when" if rest.startswith("when") or not rest else ""
    if head == "providers":
        ends: dict[str, Field] = {
            "key": "key", "auth": "key", "dialect": "speaks", "context_window": "window",
            "max_output_tokens": "output",
        }  # fmt: skip
        return ends.get(path.rsplit(".", 1)[-1], "provider")
    return None
