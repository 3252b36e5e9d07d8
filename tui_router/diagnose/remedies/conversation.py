"""The shape of the conversation, and what it may hold. And the key it is sent with."""

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.remedies.remedy import Find, Learn, Repair, quirk
from tui_router.dialects.base import Call


def _roles(_diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    return [
        Repair(words="roles merged, one system message first", learn=(Learn("merge_roles", True),)),
        Repair(words="content as plain strings", learn=(Learn("flat_content", True),)),
    ]


def _key(_diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    return [Repair(words="key read again", refresh_key=True)]


REMEDIES: dict[str, Find] = {
    "empty_content_rejected": quirk("empty content filled", "fill_empty", True),
    "content_list_rejected": quirk("content as plain strings", "flat_content", True),
    "role_order_rejected": _roles,
    "template_error": _roles,
    "image_unsupported": quirk("images as text", "images", False),
    "token_expired": _key,
}
