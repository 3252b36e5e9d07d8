"""How one upstream differs from the next, as data. Set by presets, overridable in the config, and what an upstream
teaches by its refusals is kept in the same words."""

from typing import Literal

import msgspec

ThinkingForm = Literal[
    "effort",
    "openrouter",
    "switch",
    "switch_effort",
    "switch_adaptive",
    "enable_thinking",
    "template",
    "reasoning_enabled",
    "none",
]
"""effort: `reasoning_effort`; openrouter: `reasoning: {effort | max_tokens}`; none: the server has no field for it. The
others are switches, `dialects/effort.SWITCHES` says where they stand: switch is `thinking: {type}`, switch_effort the
same beside `reasoning_effort` (DeepSeek, GLM), switch_adaptive the same with "adaptive" for on (MiniMax), enable_thinking
Qwen's own with a budget, template the same in `chat_template_kwargs` (vLLM, SGLang), reasoning_enabled Together's."""

KeepReasoning = Literal[
    "", "clear_thinking", "keep_all", "preserve_thinking", "reasoning_history", "reasoning_split"
]
"""What asks the server to read the reasoning of earlier turns, by the member's name (`dialects/effort.KEEPS`)."""


CacheMarks = Literal["all", "no_ttl", "none"]
"""Which `cache_control` marks it takes: all, those without a ttl, or none."""

ThinkingType = Literal["", "enabled", "adaptive", "off"]
"""The form in which it takes `thinking`; empty: as the client asks."""

ToolChoice = Literal["all", "auto_required", "auto", "none"]
"""What it takes as `tool_choice`: everything; not one named tool; only auto; not even the member."""

ToolIds = Literal["", "alnum9", "alnum40", "any"]
"""The form of tool call ids it takes: its own language's; nine letters and digits (Mistral); at most forty; any, so
that those it made itself go back as they were."""


Hosted = Literal["", "aws", "google"]
"""Whose cloud runs the model behind Anthropic's language, with paths and a version of its own; empty: Anthropic's, or AWS's
where the dialect is bedrock."""


class Quirks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    no_stream: bool = False  # the server cannot stream
    stream_options: bool = True  # it takes stream_options.include_usage
    output_field: Literal["auto", "max_tokens", "max_completion_tokens"] = "auto"
    thinking: ThinkingForm = "none"
    efforts: tuple[str, ...] = ("low", "medium", "high")  # what `reasoning_effort` accepts, weakest first
    always_thinks: bool = False  # it cannot be told not to think; the least effort stands for that
    effort_with_tools: bool = True  # it takes `reasoning_effort` in a request that has function tools
    top_k: bool = False
    parallel_tool_calls: bool = True  # it takes parallel_tool_calls
    max_stop: int = 4  # stop sequences it accepts
    system_anywhere: bool = False  # a system message may stand after the first one
    # The field of an assistant message in which its reasoning goes back: a text, but "reasoning_details" a list of
    # parts as they came, and "content" parts of the content itself (Mistral).
    replay_reasoning: str = ""
    spare_reasoning: bool = False  # a call may go back without reasoning; else words stand in for it
    keep_reasoning: KeepReasoning = ""
    most_tools: int = 0  # it takes in one request; 0: no limit known
    prompt_cache_key: bool = False
    user: bool = False  # it takes the `user` field
    images: bool = True  # it takes image parts
    result_parts: bool = False  # a tool's result may hold images and documents (Responses)
    image_urls: bool = True  # also those that it has to fetch
    documents: bool | None = None  # it takes PDFs as they are; None: where it takes images
    loose_tools: bool = False  # each tool is sent with `strict: false`: it has rules of its own for others
    drop_schema_keys: tuple[str, ...] = ()  # JSON Schema keywords it refuses in tool parameters
    json_schema: bool = True  # it takes response_format json_schema

    # What servers are found to refuse. Every dialect keeps to those that have a meaning in it.
    drop: tuple[str, ...] = ()  # members of its request, dotted: "temperature", "output_config.effort"
    least_output: int = 0  # the smallest max_tokens it takes
    must_stream: bool = False  # it refuses a request that does not stream
    needs_instructions: bool = False  # it refuses a request without them; empty ones will do (Responses)
    live_search: bool = False  # its own search sees the live web only where it is told to (Responses)
    cache_marks: CacheMarks = "all"
    add_cache_marks: bool | None = None  # where the client sets none (Messages); None: for Claude models
    billing_line: bool | None = None  # the client's first line of system goes along; None: to Claude models
    cache_control: bool = (
        False  # it takes cache marks for Claude models in Chat Completions, as OpenRouter does
    )
    most_cache_marks: int = 0  # 0: no limit known
    refused_blocks: tuple[str, ...] = ()  # types of content block
    refused_betas: tuple[str, ...] = ()  # values of anthropic-beta; the fields that need them go too
    thinking_type: ThinkingType = ""
    least_budget: int = 0  # of thinking, in tokens; 0: no bound known
    most_budget: int = 0
    plain_schemas: bool = False  # tool schemas of the simplest keywords only
    longest_tool_name: int = 0  # 0: as the language has it
    plain_tool_names: bool = False  # only ^[a-zA-Z_][a-zA-Z0-9_-]*$
    tool_choice: ToolChoice = "all"
    tool_ids: ToolIds = ""
    mend_pairs: bool = False  # each call gets its result next, a result without a call becomes text
    mend_arguments: bool = False  # the arguments of earlier calls are written anew as one plain object
    strip_thinking: bool = False  # no thinking in the history
    fill_empty: bool = False  # no empty or null content anywhere
    flat_content: bool = False  # content is one string, not a list of parts
    merge_roles: bool = False  # one system message at the front, then user and assistant in turn
    thought_signatures: bool = False  # every earlier call carries one, a stand-in where it is not known
    safe_generation: bool = False  # a cooler temperature, after a tool call that the model got wrong
    hosted: Hosted = ""  # by which cloud
