"""A filter over exchanges: what a person types in the list, in a breakpoint or in `?filter=`.

Words that a row must say, operators that look at one thing of it, and `!`, `&`, `|`, parentheses between them.
"""

from tui_router.journal.filter.compiled import Filter, compile_filter
from tui_router.journal.filter.fault import FilterFault
from tui_router.journal.filter.hay import hay
from tui_router.journal.filter.leaf import BodyTest
from tui_router.journal.filter.quoting import exactly

__all__ = ["BodyTest", "Filter", "FilterFault", "compile_filter", "exactly", "hay"]
