"""What a model's name says of the fields it takes. Only for OpenAI's own families: the others go by quirks."""

import re

_REASONING = re.compile(r"(?:o[1-9]\d?(?:-|$)|gpt-(?:[5-9]|\d\d)(?!.*-chat))")
_PLAIN = re.compile(r"(?:gpt-(?:3|4)|chatgpt-|gpt-\d.*-chat)")
_VERSION = re.compile(r"gpt-(\d{1,2})(?:\.(\d{1,2}))?(?:-(.*))?$")
_SEARCH = re.compile(r"gpt-.*-search-(?:preview|api)")


def _family(model: str) -> str:
    """The name without a vendor in front of it ("openai/o3")."""
    return model.rpartition("/")[2].lower()


def reasons(model: str) -> bool | None:
    """Whether it thinks before it answers, and so takes an effort and no sampling. None when the name does not
    say."""
    family = _family(model)
    if _PLAIN.match(family):
        return False
    return True if _REASONING.match(family) else None


def efforts(model: str) -> tuple[str, ...]:
    """What the model takes as an effort, weakest first; empty when the name does not say. From OpenAI's guide to reasoning
    (https://developers.openai.com/api/docs/guides/reasoning), its deployment checklist, and the words of its refusals."""
    if reasons(model) is not True:
        return ()
    usual, family = ("low", "medium", "high"), _family(model)
    found = _VERSION.match(family)
    if found is None:
        return usual if family.startswith("o") else ()
    version, kind = (int(found[1]), int(found[2] or 0)), found[3] or ""
    codex = "codex" in kind
    if version >= (5, 6):
        still = version == (5, 6) or (version == (6, 0) and kind.startswith(("sol", "luna")))
        still = still or (version == (6, 1) and kind.startswith("terra"))
        return (*(("none",) if still else ()), *usual, "xhigh", "max")
    if kind.startswith("pro"):
        return ("high",) if version == (5, 0) else ("medium", "high", "xhigh")
    if version == (5, 0):
        return usual if codex else ("minimal", *usual)
    most = ("xhigh",) if version >= (5, 2) or "max" in kind else ()
    return (*(() if codex else ("none",)), *usual, *most)


def phases(model: str) -> bool:
    """Whether its texts are told as commentary or as the final answer, and it wants to be told again which was which:
    without that it takes what it said before a call for its answer, and stops early. From OpenAI's types
    (`ResponseOutputMessage.phase`: "models like gpt-5.3-codex and beyond")."""
    found = _VERSION.match(_family(model))
    if found is None or not reasons(model):
        return False
    version = (int(found[1]), int(found[2] or 0))
    return version >= (5, 4) or (version == (5, 3) and "codex" in (found[3] or ""))


def searches(model: str) -> bool:
    """Whether the web search is part of the model."""
    return _SEARCH.match(_family(model)) is not None
