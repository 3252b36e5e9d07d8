"""What a model's name says of the fields it takes. Only for OpenAI's own families: the others go by quirks."""

import re

_REASONING = re.compile(r"(?:o[1-9]\d?(?:-|$)|gpt-(?:[5-9]|\d\d)(?!.*-chat))")
_PLAIN = re.compile(r"(?:gpt-(?:3|4)|chatgpt-|gpt-\d.*-chat)")
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


def searches(model: str) -> bool:
    """Whether the web search is part of the model."""
    return _SEARCH.match(_family(model)) is not None
