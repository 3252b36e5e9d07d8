"""A piece of settings put into TOML text: what it does not touch keeps its comments, its order and its spelling."""

from collections.abc import Mapping, MutableMapping
from typing import Any


def laid(text: str, patch: Mapping[str, Any]) -> str:
    """The text with the patch laid over it: tables are merged, None removes a key, anything else takes its place.
    Whether the outcome says what was meant is for the caller to compare: TOML has forms nobody foresees."""
    import tomlkit

    document = tomlkit.parse(text)
    _lay(document, patch)
    return tomlkit.dumps(document)


def _lay(table: MutableMapping[str, Any], patch: Mapping[str, Any]) -> None:
    """What says so already stays as it is written, with its comments."""
    for key, value in patch.items():
        held = table.get(key)
        if value is None:
            table.pop(key, None)
        elif isinstance(value, Mapping):
            if not isinstance(held, MutableMapping):
                if not _leaves(value):
                    continue
                held = _table(value)
                _add(table, key, held)
                held = table[key]
            _lay(held, value)
        elif _is_rules(value):
            _put_rules(table, key, value)
        else:
            _put(table, key, value)


def _leaves(value: Mapping[str, Any]) -> bool:
    """Whether it holds anything but removals."""
    return any(_leaves(part) if isinstance(part, Mapping) else part is not None for part in value.values())


def _add(table: MutableMapping[str, Any], key: str, value: Any) -> None:
    """A new key, before the comments at the table's end: those belong to what follows."""
    from tomlkit.items import Table

    tail = []
    if isinstance(table, Table):
        body = table.value.body
        while body and body[-1][0] is None:
            tail.append(body.pop())
        table[key] = value
        body.extend(reversed(tail))
    else:
        table[key] = value


def _table(value: Mapping[str, Any]) -> Any:
    """A new table: one of tables alone has no header of its own, so that `[providers.x]` stands without `[providers]`."""
    import tomlkit

    inner = [part for part in value.values() if part is not None]
    return tomlkit.table(is_super_table=bool(inner) and all(isinstance(part, Mapping) for part in inner))


def _is_rules(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _put_rules(table: MutableMapping[str, Any], key: str, wanted: list[dict[str, Any]]) -> None:
    """A list of tables, entry by entry: one that stays, wherever it stands now, keeps its comments."""
    import tomlkit

    held = list(table.get(key) or ())
    if said(held) == said(wanted):
        return
    rules = tomlkit.aot()
    for entry in wanted:
        at = next((n for n, old in enumerate(held) if said(old) == said(entry)), None)
        rules.append(held.pop(at) if at is not None else _rule(entry))
    table.pop(key, None)
    table[key] = rules


def _rule(entry: Mapping[str, Any]) -> Any:
    """A new rule, with its conditions and changes on one line each as people write them."""
    import tomlkit

    rule = tomlkit.table()
    for key, value in entry.items():
        if isinstance(value, Mapping):
            line = tomlkit.inline_table()
            line.update(value)
            rule[key] = line
        else:
            rule[key] = value
    return rule


def _put(table: MutableMapping[str, Any], key: str, value: Any) -> None:
    """A list of the same length is changed entry by entry: a person may have put a comment beside each."""
    old = table.get(key)
    if old is not None and said(old) == said(value):
        return
    if isinstance(old, list) and isinstance(value, list) and len(old) == len(value):
        for number, name in enumerate(value):
            if old[number] != name:
                old[number] = name
    elif old is None:
        _add(table, key, value)
    else:
        table[key] = value


def said(value: Any) -> Any:
    """The meaning, to compare: a list of one text says the same as its text, an empty table the same as none."""
    if isinstance(value, Mapping):
        inner = {str(key): said(part) for key, part in value.items()}
        return {key: part for key, part in inner.items() if part not in ({}, [])}
    if isinstance(value, list):
        parts = [said(part) for part in value]
        return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts
    return value.unwrap() if hasattr(value, "unwrap") else value
