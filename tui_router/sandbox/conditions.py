"""When a refusal applies: small conditions, each a named predicate on the request, written as data.

    when = [{ has = "temperature" }, { one_of = { "thinking.type" = ["enabled"] } }]

All of them must hold. Each gives finds, values that the refusal's words may quote: `$param`, `$limit`, `$id`…
Paths are those of `paths`: dotted, `[*]` into lists, `..name` at any depth; what is null is not there.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from tui_router.sandbox import measures, shapes
from tui_router.sandbox.asked import Asked, Find

Names = tuple[str, ...]


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of these members; several in one condition must all hold."""

    # how much: tokens are counted by the size of the body
    over_output: int | None = None  # asks for more output tokens
    under_output: int | None = None  # asks for fewer
    over_window: int | None = None  # the prompt is larger
    over_sum: int | None = None  # prompt and output together are larger
    over_bytes: int | None = None  # the body is larger

    # how often: requests to this model, from the sandbox's start
    first: int | None = None  # one of the first
    every: int | None = None  # the first of so many, again and again
    within_s: float | None = None  # seconds since the first one

    # members of the body, and headers
    has: str | None = None
    lacks: str | None = None
    one_of: dict[str, list[Any]] | None = None  # the value at the path is one of these
    other_than: dict[str, list[Any]] | None = None  # it is there and none of these
    outside: dict[str, tuple[int, int]] | None = None  # it is a number outside these bounds
    not_below: dict[str, str] | None = None  # it is a number that reaches the one at the other path
    more_than: dict[str, int] | None = None  # the path leads to more values than this
    header: dict[str, Names] | None = None  # a list in a header names one of these
    header_other_than: dict[str, Names] | None = None  # it names something else
    not_streaming: bool = False

    # messages
    role_twice: bool = False  # two messages of one role in a row
    follows: tuple[str, str] | None = None  # a message of the second role right after one of the first
    system_inside: bool = False  # a system message that is not the first
    content_list: bool = False  # content in parts where it could be a string
    empty_content: bool = False  # nothing said, or a text part without text
    null_content: bool = False
    block: Names | None = None  # a part of one of these types
    foreign_signature: str | None = None  # thinking signed without this prefix
    thinking_late: bool = False  # the last assistant message calls before it thinks

    # tools
    tool_name_over: int | None = None  # characters
    tool_name_unlike: str | None = None  # a pattern for all of the name
    schema_keyword: Names | None = None  # a JSON Schema keyword at any depth
    bare_array: bool = False  # an array whose items have no schema
    schema_top: bool = False  # a choice between schemas at the top

    # calls and results in the history
    call_id_unlike: str | None = None  # a pattern for all of the id
    call_unanswered: bool = False
    result_unasked: bool = False
    arguments_not_object: bool = False
    call_lacks: str | None = None  # a member of a message with calls
    first_call_lacks: str | None = None  # a member of the first call of a message


class Predicate(Protocol):
    @property
    def __name__(self) -> str: ...

    def __call__(self, asked: Asked, argument: Any, /) -> list[Find]:
        """One find for each place where it holds, with what there is to say of the place."""
        ...


def holds(conditions: Sequence[Condition], asked: Asked) -> list[Find]:
    """What was found, empty when one of them does not hold. Without conditions a refusal always applies.

    The finds are those of the condition that has the most to name; what the others know stands in each of them.
    """
    found: list[Find] = [{}]
    for condition in conditions:
        for name in condition.__struct_fields__:
            argument = getattr(condition, name)
            if argument is None or argument is False:
                continue
            here = PREDICATES[name](asked, argument)
            if not here:
                return []
            few, many = (found, here) if len(found) <= len(here) else (here, found)
            found = [{**few[0], **each} for each in many]
    return found


_PREDICATES: tuple[Predicate, ...] = (
    measures.over_output,
    measures.under_output,
    measures.over_window,
    measures.over_sum,
    measures.over_bytes,
    measures.first,
    measures.every,
    measures.within_s,
    measures.has,
    measures.lacks,
    measures.one_of,
    measures.other_than,
    measures.outside,
    measures.not_below,
    measures.more_than,
    measures.header,
    measures.header_other_than,
    measures.not_streaming,
    shapes.role_twice,
    shapes.follows,
    shapes.system_inside,
    shapes.content_list,
    shapes.empty_content,
    shapes.null_content,
    shapes.block,
    shapes.foreign_signature,
    shapes.thinking_late,
    shapes.tool_name_over,
    shapes.tool_name_unlike,
    shapes.schema_keyword,
    shapes.bare_array,
    shapes.schema_top,
    shapes.call_id_unlike,
    shapes.call_unanswered,
    shapes.result_unasked,
    shapes.arguments_not_object,
    shapes.call_lacks,
    shapes.first_call_lacks,
)
PREDICATES = {predicate.__name__: predicate for predicate in _PREDICATES}
