"""A fact in words: "takes at most 16,384 output tokens". Every name a fact can have has a phrase here."""

from collections.abc import Callable, Sequence

from tui_router.core.fact import Fact, FactValue
from tui_router.tui.cells import clip
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.languages import TITLES
from tui_router.tui.lines.trouble import figure
from tui_router.tui.safe_text import safe_text

_VALUE = 60  # cells of a value in a sentence
Phrase = Callable[[FactValue], str]

_FORMS = {
    "alnum9": "nine letters and digits",
    "alnum40": "at most forty letters and digits",
    "any": "any form",
    "": "its own form",
}
_THINKING_FIELDS = {
    "effort": "is told to think by reasoning_effort",
    "openrouter": "is told to think by a reasoning object",
    "switch": "is told to think by a switch",
    "switch_effort": "is told to think by a switch and reasoning_effort",
    "switch_adaptive": "is told to think by a switch to adaptive",
    "enable_thinking": "is told to think by enable_thinking",
    "template": "is told to think by its chat template",
    "reasoning_enabled": "is told to think by reasoning.enabled",
    "none": "has no field for thinking",
}
_CHOICES = {
    "all": "takes any tool_choice",
    "auto_required": "takes no single tool as tool_choice",
    "auto": "takes only auto as tool_choice",
    "none": "takes no tool_choice",
}
_CLOUDS = {"aws": "runs on AWS", "google": "runs on Google's cloud", "": "runs at its maker's"}
_MARKS = {
    "all": "takes cache_control",
    "no_ttl": "takes cache_control without a ttl",
    "none": "refuses cache_control",
}


def _value(value: FactValue) -> str:
    """A value as it is, cut and safe; numbers with commas."""
    return clip(figure(value) if isinstance(value, int | float) else safe_text(value, line=True), _VALUE)


def _number(before: str, after: str, none: str = "") -> Phrase:
    """`none` is said of a zero, where that means that no bound is known."""

    def phrase(value: FactValue) -> str:
        return none if none and not value else f"{before} {_value(value)} {after}".strip()

    return phrase


def _flag(yes: str, no: str) -> Phrase:
    return lambda value: yes if value else no


def _word(known: dict[str, str], other: str) -> Phrase:
    return lambda value: known.get(str(value)) or f"{other} {_value(value)}"


PHRASES: dict[str, Phrase] = {
    "max_output_tokens": _number("takes at most", "output tokens"),
    "context_window": _number("has a window of", "tokens"),
    "tokens_factor": _number("counts", "tokens for each of ours"),
    "dialect": _word({name: f"is asked in {title}" for name, title in TITLES.items()}, "is asked in"),
    "no_stream": _flag("cannot stream", "can stream"),
    "stream_options": _flag("takes stream_options", "refuses stream_options"),
    "output_field": _word({"auto": "takes the output limit under either name"}, "calls the output limit"),
    "thinking": _word(_THINKING_FIELDS, "is told to think by"),
    "efforts": _number("takes the efforts", ""),
    "effort_with_tools": _flag("takes an effort beside tools", "refuses an effort beside tools"),
    "top_k": _flag("takes top_k", "refuses top_k"),
    "parallel_tool_calls": _flag("takes parallel_tool_calls", "refuses parallel_tool_calls"),
    "max_stop": _number("takes at most", "stop sequences"),
    "system_anywhere": _flag("takes system messages anywhere", "takes a system message only first"),
    "replay_reasoning": _number("wants earlier reasoning in", "", "wants no earlier reasoning"),
    "prompt_cache_key": _flag("takes prompt_cache_key", "refuses prompt_cache_key"),
    "user": _flag("takes user", "refuses user"),
    "images": _flag("takes images", "takes no images"),
    "image_urls": _flag("fetches images by URL", "fetches no images"),
    "documents": _flag("takes documents", "takes no documents"),
    "result_parts": _flag("takes images in tool results", "takes only text in tool results"),
    "always_thinks": _flag("cannot be told not to think", "can be told not to think"),
    "loose_tools": _flag("is told to read tool schemas loosely", "reads tool schemas as it likes"),
    "spare_reasoning": _flag("takes calls without reasoning", "wants reasoning beside every call"),
    "keep_reasoning": _number("is told to keep reasoning by", "", "is not told to keep reasoning"),
    "most_tools": _number("takes at most", "tools", "takes any number of tools"),
    "needs_instructions": _flag("wants instructions", "needs no instructions"),
    "live_search": _flag("searches the live web when told to", "searches the web as it likes"),
    "hosted": _word(_CLOUDS, "is hosted by"),
    "drop_schema_keys": _number("refuses", "in tool schemas"),
    "json_schema": _flag("takes a JSON schema for its answer", "takes no JSON schema for its answer"),
    "drop": _number("refuses", ""),
    "least_output": _number("wants at least", "output tokens", "has no least output"),
    "must_stream": _flag("only streams", "answers without a stream too"),
    "cache_marks": _word(_MARKS, "takes cache_control"),
    "add_cache_marks": _flag(
        "gets cache_control where the client sets none", "gets no cache_control of ours"
    ),
    "billing_line": _flag("gets the client's billing line", "gets no billing line"),
    "cache_control": _flag("takes cache_control in chat", "takes no cache_control in chat"),
    "most_cache_marks": _number(
        "takes at most", "cache_control marks", "takes any number of cache_control marks"
    ),
    "refused_blocks": _number("refuses", "blocks"),
    "refused_betas": lambda value: (
        "refuses every beta" if value == "*" else f"refuses the beta {_value(value)}"
    ),
    "thinking_type": _word({"off": "does not think", "": "thinks as asked"}, "thinks only as"),
    "least_budget": _number("wants at least", "tokens of thinking", "has no least thinking"),
    "most_budget": _number("takes at most", "tokens of thinking", "has no bound on thinking"),
    "plain_schemas": _flag("wants plain tool schemas", "takes tool schemas as they are"),
    "longest_tool_name": _number(
        "takes tool names of at most", "characters", "takes tool names of its language's length"
    ),
    "plain_tool_names": _flag("wants plain tool names", "takes tool names as they are"),
    "tool_choice": _word(_CHOICES, "takes as tool_choice"),
    "tool_ids": lambda value: f"wants tool ids of {_FORMS.get(str(value)) or _value(value)}",
    "mend_pairs": _flag("wants each tool call with its result", "takes tool calls as they stand"),
    "mend_arguments": _flag("wants tool arguments as one plain object", "takes tool arguments as they are"),
    "strip_thinking": _flag("refuses earlier thinking", "takes earlier thinking"),
    "fill_empty": _flag("refuses empty content", "takes empty content"),
    "flat_content": _flag("wants content as one string", "takes content in parts"),
    "merge_roles": _flag("wants one system message, then turns", "takes roles in any order"),
    "thought_signatures": _flag("wants thought signatures", "wants no thought signatures"),
    "safe_generation": _flag("is asked more coolly after a bad tool call", "is asked as usual"),
}
"""Of a target, by the fact's name. A name that is not here reads "drop = temperature"."""


def fact_words(fact: Fact) -> str:
    """What is known, as the rest of a sentence that begins with the target."""
    phrase = PHRASES.get(fact.name)
    if phrase is None:
        return assignment(fact)
    return phrase(fact.value)


def assignment(fact: Fact) -> str:
    """As it would be put down: max_output_tokens = 8192."""
    value = fact.value
    shown = str(value).lower() if isinstance(value, bool) else safe_text(str(value)[:200], line=True)
    return f"{safe_text(fact.name[:60], line=True)} = {clip(shown, _VALUE)}"


def target_words(fact: Fact, glyphs: Glyphs = UNICODE) -> str:
    """model · provider."""
    model, provider = (safe_text(text[:120], line=True) for text in (fact.model, fact.provider))
    return f"{model} {glyphs.at} {provider}" if model else provider


def sentences(facts: Sequence[Fact], glyphs: Glyphs = UNICODE) -> str:
    """Facts about one target or several in one line: gpt-4o · openai refuses temperature and top_p."""
    told: list[str] = []
    before = ""
    for fact in facts:
        target = target_words(fact, glyphs)
        words = fact_words(fact) + (" in this conversation" if fact.conversation else "")
        told.append(words if target == before else f"{target} {words}")
        before = target
    return ", ".join(dict.fromkeys(told))
