"""Whether a scenario refuses a request, and the words of the refusal with what they quote filled in."""

import re
from string import Template

from tui_router.sandbox.asked import Asked, Find
from tui_router.sandbox.conditions import holds
from tui_router.sandbox.reply import Whole
from tui_router.sandbox.scenario import Refusal

_LONGEST = 200
"""Characters quoted of one value, and of a list of them ten times as many."""

_FOREIGN = re.compile(r"[^\w .,:;/@()\[\]{}*+?!=^$#~-]")
"""What may not stand in JSON within JSON as it is. The values are a client's; the words are ours."""


def refuse(refusal: Refusal, asked: Asked, *, wait: float = 0.0) -> Whole | None:
    finds = holds(refusal.when, asked)
    if not finds:
        return None
    body = Template(refusal.body).safe_substitute(_known(refusal, asked, finds))
    return Whole(refusal.status, body.encode(), refusal.headers, refusal.type, wait)


def _known(refusal: Refusal, asked: Asked, finds: list[Find]) -> dict[str, str]:
    """The values by name: the first of each, and all of them under the plural."""
    known: dict[str, str] = {
        "model": quoted(asked.fields.get("model")),
        "asked": str(asked.output),
        "prompt": str(asked.prompt),
        "total": str(asked.prompt + asked.output),
    }
    for name in dict.fromkeys(name for find in finds for name in find):
        values = list(dict.fromkeys(quoted(find[name]) for find in finds if name in find))
        known[name] = values[0]
        known[f"{name}s"] = ", ".join(values)[: 10 * _LONGEST]
    if refusal.each:
        each = Template(refusal.each)
        said = [each.safe_substitute(known, **{n: quoted(v) for n, v in find.items()}) for find in finds[:20]]
        known["each"] = refusal.between.join(said)
    return known


def quoted(value: object) -> str:
    """A value of the request as an error may hold it, whatever the error is wrapped in."""
    return _FOREIGN.sub("?", str(value)[:_LONGEST])
