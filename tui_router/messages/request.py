"""A Messages request, typed as far as translation reads it.

`fields` holds every top-level member as raw JSON, so that what no translator reads can be named in a note and
what a rule or a repair changes can be spliced. Values whose form differs between client versions (thinking,
output_config, tool_choice) are structs with every member optional.
"""

from typing import Literal

import msgspec
from msgspec import Raw

from tui_router.messages.blocks import Block, TextBlock


class Message(msgspec.Struct):
    """`output_config` and `clear_at` belong to system messages: the effort of the turns from there on, and whether
    the text is gone once the user speaks again. They are read where they matter, so that no form of them is refused."""

    role: str  # user | assistant | system (the client sends system messages inside the list)
    content: str | list[Block]
    output_config: Raw = Raw(b"")
    clear_at: Raw = Raw(b"")


class Tool(msgspec.Struct):
    """A client tool has `input_schema`; a server tool has a `type` such as "web_search_20250305"."""

    name: str = ""
    description: str = ""
    input_schema: Raw = Raw(b"")
    type: str = ""
    defer_loading: bool = False
    raw: Raw = Raw(b"")  # set by the codec for server tools only


class ToolChoice(msgspec.Struct):
    type: str = "auto"  # auto | any | tool | none
    name: str = ""
    disable_parallel_tool_use: bool = False


class Thinking(msgspec.Struct):
    type: str = "enabled"  # enabled | disabled | adaptive
    budget_tokens: int | None = None
    display: str | None = None


class OutputFormat(msgspec.Struct):
    type: str = ""  # json_schema
    schema: Raw = Raw(b"")
    name: str = ""


class OutputConfig(msgspec.Struct):
    effort: str | None = None  # low | medium | high | xhigh | max
    format: OutputFormat | None = None


class MessagesRequest(msgspec.Struct, kw_only=True):
    model: str
    messages: list[Message]
    max_tokens: int | None = None
    system: str | list[TextBlock] | None = None
    tools: list[Tool] | None = None
    tool_choice: ToolChoice | None = None
    thinking: Thinking | None = None
    output_config: OutputConfig | None = None
    stop_sequences: list[str] | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    stream: bool = False
    user_id: str = ""  # metadata.user_id, often JSON in a string
    fields: dict[str, Raw] = {}

    @property
    def thinking_on(self) -> bool:
        return self.thinking is not None and self.thinking.type != "disabled"

    @property
    def formatted(self) -> bool:
        """Whether the answer is to follow a schema, and so can take no words beside it."""
        return self.output_config is not None and self.output_config.format is not None


class CountRequest(msgspec.Struct):
    """The body of count_tokens; only the model is needed to route it, the scribe weighs the rest."""

    model: str = ""


StopReason = Literal[
    "end_turn",
    "max_tokens",
    "stop_sequence",
    "tool_use",
    "pause_turn",
    "compaction",
    "refusal",
    "model_context_window_exceeded",
]
