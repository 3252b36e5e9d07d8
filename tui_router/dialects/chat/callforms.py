"""Calls of tools that a model wrote into its text, in the marks of its chat template.

A server that knows the template takes them out; one that does not hands them on as words. A form is an opening mark, a
body in one of a few notations, and a closing mark that may be missing at the very end.
"""

from typing import NamedTuple

from tui_router.dialects.chat.callnotations import (
    MOST_CALLS,
    Read,
    invoking,
    read_deepseek,
    read_function,
    read_json,
    read_kimi,
    read_mistral,
    read_tagged,
)
from tui_router.dialects.chat.callreading import NoCall, Tools, Unfinished, Written, mark, skip


class Form(NamedTuple):
    """`word` is what nobody writes who does not talk about the mark. Where that is the mark itself, whose name people
    write too, it counts only at the beginning of a line."""

    opens: str
    closes: str
    word: str
    read: Read

    @property
    def first(self) -> bool:
        return self.word == self.opens


FORMS = (
    Form("<tool_call>", "</tool_call>", "<tool_call>", read_tagged),
    Form("<function=", "", "<function=", read_function),
    Form("<function_calls>", "</function_calls>", "<function_calls>", invoking("")),
    Form("<minimax:tool_call>", "</minimax:tool_call>", "minimax:tool_call", invoking("")),
    Form("<｜DSML｜function_calls>", "</｜DSML｜function_calls>", "｜DSML｜", invoking("｜DSML｜")),
    Form("<｜DSML｜tool_calls>", "</｜DSML｜tool_calls>", "｜DSML｜", invoking("｜DSML｜")),
    Form("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", "tool▁call", read_deepseek),
    Form("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", "tool_calls_section", read_kimi),
    Form("<|tool_call|>", "<|/tool_call|>", "|tool_call|", read_json),
    Form("<|python_tag|>", "", "python_tag", read_json),
    Form("[TOOL_CALLS]", "", "TOOL_CALLS", read_mistral),
)

ENDS = ("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|endoftext|>", "<｜end▁of▁sentence｜>", "</s>")
"""Marks of a template behind the last call, which say nothing."""


_MARKS = (*ENDS, *(form.opens for form in FORMS))


def read_calls(text: str, tools: Tools) -> list[Written]:
    """The calls that `text` is made of, all of it, from its first character on. Raises `Unfinished` while it may still
    become some, `NoCall` when it cannot."""
    calls: list[Written] = []
    at = 0
    while len(calls) < MOST_CALLS:
        at = skip(text, at)
        rest = text[at : at + 40]
        if not rest:
            return calls
        if end := next((end for end in ENDS if rest.startswith(end)), ""):
            at += len(end)
            continue
        form = next((form for form in FORMS if rest.startswith(form.opens)), None)
        if form is None:
            if any(word.startswith(rest) for word in _MARKS):
                raise Unfinished
            raise NoCall
        found, at = form.read(text, at + len(form.opens), tools)
        calls += found
        if form.closes:
            at = skip(text, at)
            if not mark(text, at, form.closes):
                raise NoCall
            at += len(form.closes)
    raise NoCall


def last_calls(text: str, tools: Tools) -> list[Written]:
    """The same when nothing will follow: the last closing mark may be missing, it is where many models stop. Empty
    when it is text."""
    form = next((form for form in FORMS if text.startswith(form.opens)), None)
    for rest in ("", form.closes) if form is not None else ():
        try:
            return read_calls(text + rest, tools)
        except (Unfinished, NoCall):
            continue
    return []
