"""Tools: their schemas and names, calls and results."""

import re

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.remedies.remedy import Find, Learn, Repair, many, quirk, whole
from tui_router.dialects.base import Call

_GRAMMAR_KEYS = ("pattern", "format", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum")
_PAIRS = quirk("tool calls and results paired", "mend_pairs", True)


def _schema(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    keywords = many(diagnosis, "keywords")
    if diagnosis.name == "grammar_error" and not keywords:
        keywords = list(_GRAMMAR_KEYS)
    found = [Repair(words="plain tool schemas", learn=(Learn("plain_schemas", True),))]
    if keywords:
        learn = tuple(Learn("drop_schema_keys", key) for key in keywords[:20])
        found.insert(0, Repair(words=f"tool schemas without {', '.join(keywords[:3])}", learn=learn))
    return found


def _tool_names(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    longest = whole(diagnosis, "max_length") or 64
    learn = (Learn("longest_tool_name", longest), Learn("plain_tool_names", True))
    return [Repair(words=f"tool names of at most {longest} plain characters", learn=learn)]


def _tool_choice(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    order = ["auto_required", "auto", "none"] if "required" in diagnosis.quote.lower() else ["auto", "none"]
    words = {
        "auto_required": "tool_choice → required",
        "auto": "tool_choice → auto",
        "none": "without tool_choice",
    }
    return [Repair(words=words[form], learn=(Learn("tool_choice", form),)) for form in order]


def _tool_ids(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    nine = re.search(r"length (?:of )?9\b|9 (?:alphanumeric|characters)", diagnosis.quote)
    forms = ["alnum9", "alnum40"] if nine else ["alnum40", "alnum9"]
    return [Repair(words="tool ids in the target's form", learn=(Learn("tool_ids", form),)) for form in forms]


REMEDIES: dict[str, Find] = {
    "tool_schema_rejected": _schema,
    "grammar_error": _schema,
    "tool_name_invalid": _tool_names,
    "tool_choice_unsupported": _tool_choice,
    "tool_call_id_invalid": _tool_ids,
    "tool_result_missing": _PAIRS,
    "tool_result_orphan": _PAIRS,
    "tool_arguments_not_json": quirk("tool arguments written anew", "mend_arguments", True),
    "model_tool_call_failed": quirk("asked again, cooler", "safe_generation", True, "exchange"),
}
