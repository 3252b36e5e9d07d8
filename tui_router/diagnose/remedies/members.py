"""Members of the request, their values, and headers that the target does not take."""

import re

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.remedies.remedy import EXTRA, Find, Learn, Repair, many, text
from tui_router.diagnose.remedies.thinking import without_thinking
from tui_router.dialects.base import Call

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BLOCKS = re.compile(
    r"\b(redacted_thinking|thinking|document|image|search_result|tool_reference|server_tool_use"
    r"|web_search_tool_result|container_upload|input_file|file)\b"
)

_NEEDED = frozenset({"model", "messages", "tools", "input", "contents"})
"""Without these a request is no longer what the client asked for."""


def _drop(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    """The member by the name the upstream gave it, then by the one it has in our spelling."""
    param = text(diagnosis, "param") or text(diagnosis, "field")
    path = EXTRA.search(diagnosis.quote)
    names = [path[1]] if path else []
    names += [param, _CAMEL.sub("_", param).lower()] if param else []
    if not names and diagnosis.name == "unsupported_sampling_value":
        learn = tuple(Learn("drop", name) for name in ("temperature", "top_p", "top_k"))
        return [Repair(words="without sampling parameters", learn=learn)]
    found = []
    for name in dict.fromkeys(names):
        top = name.partition(".")[0].partition("[")[0]
        if top in ("max_tokens", "max_completion_tokens") and top == name:
            other = "max_completion_tokens" if top == "max_tokens" else "max_tokens"
            found.append(Repair(words=f"{top} → {other}", learn=(Learn("output_field", other),)))
        elif name in ("thinking", "enable_thinking"):
            found.append(without_thinking("target"))
            found.append(Repair(words=f"without {name}", learn=(Learn("drop", name),)))
        elif name == "stream":
            found.append(Repair(words="not streamed", learn=(Learn("no_stream", True),)))
        elif name not in _NEEDED:
            found.append(Repair(words=f"without {name}", learn=(Learn("drop", name),)))
    return found


def _stream(_diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    return [Repair(words="streamed", learn=(Learn("must_stream", True), Learn("no_stream", False)))]


def _cache(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    said = diagnosis.quote.lower()
    found = []
    if "ttl" in said:
        learn = Learn("cache_marks", "no_ttl")
        found.append(Repair(words="cache_control without ttl", learn=(learn,)))
    if most := re.search(r"(?:maximum of|at most|more than|up to)\s+(\d+)", said):
        learn = Learn("most_cache_marks", int(most[1][:3]))
        found.append(Repair(words=f"at most {most[1][:3]} cache_control marks", learn=(learn,)))
    found.append(Repair(words="without cache_control", learn=(Learn("cache_marks", "none"),)))
    return found


def _blocks(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    named = list(dict.fromkeys(_BLOCKS.findall(diagnosis.quote.lower())))[:4]
    thinking = ["thinking", "redacted_thinking"]
    found = [named] if named else []
    if named != thinking:
        found.append(list(dict.fromkeys([*named, *thinking])))
    return [
        Repair(
            words=f"without {' and '.join(names)} blocks",
            learn=tuple(Learn("refused_blocks", name) for name in names),
        )
        for names in found
    ]


def _betas(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    betas = many(diagnosis, "beta")
    found = [Repair(words="without any beta", learn=(Learn("refused_betas", "*"),))]
    if betas:
        learn = tuple(Learn("refused_betas", beta) for beta in betas[:10])
        found.insert(0, Repair(words=f"without beta {', '.join(betas[:3])}", learn=learn))
    return found


REMEDIES: dict[str, Find] = {
    "stream_required": _stream,
    "unsupported_sampling_value": _drop,
    "unsupported_parameter": _drop,
    "unknown_field": _drop,
    "cache_control_rejected": _cache,
    "unknown_content_block": _blocks,
    "anthropic_beta_rejected": _betas,
}
