"""How one Chat Completions server differs from the next, as data. Set by presets, overridable in the config."""

from typing import Literal

import msgspec

ThinkingForm = Literal["effort", "openrouter", "switch", "none"]
"""effort: `reasoning_effort`; openrouter: `reasoning: {effort | max_tokens}`; switch: `thinking: {type}`
(DeepSeek); none: the server has no field for it."""


class Quirks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    no_stream: bool = False  # the server cannot stream
    stream_options: bool = True  # it takes stream_options.include_usage
    output_field: Literal["auto", "max_tokens", "max_completion_tokens"] = "auto"
    thinking: ThinkingForm = "none"
    efforts: tuple[str, ...] = ("low", "medium", "high")  # what `reasoning_effort` accepts, weakest first
    effort_with_tools: bool = True  # it takes `reasoning_effort` in a request that has function tools
    top_k: bool = False
    parallel_tool_calls: bool = True  # it takes parallel_tool_calls
    max_stop: int = 4  # stop sequences it accepts
    system_anywhere: bool = False  # a system message may stand after the first one
    replay_reasoning: str = ""  # history thinking goes back in this field of an assistant message
    prompt_cache_key: bool = False
    user: bool = False  # it takes the `user` field
    images: bool = True  # it takes image parts
    drop_schema_keys: tuple[str, ...] = ()  # JSON Schema keywords it refuses in tool parameters
    json_schema: bool = True  # it takes response_format json_schema
