"""What a value must be, in words."""

from typing import Any

from msgspec import inspect


def expected(kind: Any) -> str:
    """The type as a person says it: "a whole number from 0 to 65535", "one of full, meta, off"."""
    return _say(inspect.type_info(kind))


def _say(info: inspect.Type) -> str:
    match info:
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return _range("a whole number", info.ge, info.le)
        case inspect.FloatType():
            return _range("a number", info.ge if info.ge is not None else info.gt, info.le)
        case inspect.StrType():
            return "text in quotes" if not info.min_length else "text in quotes, not empty"
        case inspect.LiteralType():
            return f"one of {', '.join(str(value) for value in info.values)}"
        case inspect.UnionType():
            kinds = [_say(part) for part in info.types if not isinstance(part, inspect.NoneType)]
            return " or ".join(kinds)
        case inspect.ListType() | inspect.VarTupleType():
            return f"a list, each entry {_say(info.item_type)}"
        case inspect.DictType() | inspect.StructType():
            return "a table"
        case _:
            return "of another type"


def _range(noun: str, low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{noun} from {low} to {high}"
    if low is not None:
        return f"{noun}, {low} or more"
    return noun
