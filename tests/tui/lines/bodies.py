"""Bodies as Claude Code sends them and as a translator makes of them, with traps in every text."""

import json
from typing import Any

ESCAPE = "\x1b]0;owned\x1b\\"
TOOLS = (
    "Agent",
    "Bash",
    "Edit",
    "Glob",
    "Grep",
    "Read",
    "Skill",
    "TodoWrite",
    "WebFetch",
    "WebSearch",
    "Workflow",
    "Write",
)
FILE = "".join(f"{n:6}\timport re  # line {n} [TODO] 日本語\n" for n in range(1, 820))


def client_body(messages: int = 9, file: str = FILE) -> dict[str, Any]:
    turns: list[dict[str, Any]] = [
        {
            "role": "user",
            "content": [
                {
                    "type": "text",
                    "text": "fix the parser test, it fails on files without a final newline [TODO]",
                }
            ],
        },
        {"role": "system", "content": "<environment>\ncwd /src/parser\n</environment>" + " agents" * 900},
        {
            "role": "assistant",
            "content": [
                {
                    "type": "thinking",
                    "thinking": "The last token is lost when the file ends.",
                    "signature": "c2ln",
                },
                {"type": "text", "text": "I will read the parser first."},
                {
                    "type": "tool_use",
                    "id": "toolu_01",
                    "name": "Read",
                    "input": {"file_path": "src/parser.py"},
                },
                {
                    "type": "tool_use",
                    "id": "toolu_02",
                    "name": "Grep",
                    "input": {"pattern": "def parse_", "path": "src"},
                },
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "toolu_01", "content": file},
                {
                    "type": "tool_result",
                    "tool_use_id": "toolu_02",
                    "content": f"src/parser.py:88 {ESCAPE}",
                    "is_error": True,
                },
            ],
        },
        {
            "role": "assistant",
            "content": [{"type": "text", "text": "I see the cause, 最後の行 is dropped [/b] [red]now"}],
        },
        {"role": "user", "content": "go on"},
    ]
    while len(turns) < messages:
        turns.append({"role": "assistant", "content": "step"})
        turns.append({"role": "user", "content": "go on " + "word " * 200})
    return {
        "model": "claude-sonnet-5-5",
        "messages": turns[:messages],
        "system": [
            {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.329; cc_entrypoint=cli;"},
            {"type": "text", "text": "You are Claude Code.", "cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": "Rules. " * 800, "cache_control": {"type": "ephemeral"}},
        ],
        "tools": [
            {
                "name": name,
                "description": f"{name} does things. " * 60,
                "input_schema": {
                    "type": "object",
                    "properties": {"path": {"type": "string"}},
                    "required": ["path"],
                },
            }
            for name in TOOLS
        ],
        "metadata": {"user_id": '{"device_id":"d","session_id":"a1f3"}'},
        "max_tokens": 32000,
        "thinking": {"type": "adaptive", "display": "updates"},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "output_config": {"effort": "high"},
        "stream": True,
    }


def chat_body(sent: dict[str, Any]) -> dict[str, Any]:
    """What a plain translation to Chat Completions makes of `sent`."""
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "\n".join(b["text"] for b in sent["system"][1:])}
    ]
    for turn in sent["messages"]:
        content = turn["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        if turn["role"] == "assistant":
            message: dict[str, Any] = {
                "role": "assistant",
                "content": "".join(b.get("text", "") for b in blocks) or None,
            }
            calls = [
                {
                    "id": b["id"],
                    "type": "function",
                    "function": {"name": b["name"], "arguments": json.dumps(b["input"])},
                }
                for b in blocks
                if b["type"] == "tool_use"
            ]
            if calls:
                message["tool_calls"] = calls
            messages.append(message)
            continue
        for block in blocks:
            if block["type"] == "tool_result":
                messages.append(
                    {"role": "tool", "tool_call_id": block["tool_use_id"], "content": block["content"]}
                )
            else:
                text = block["text"]
                if turn["role"] == "system":
                    text = f"<system-reminder>\n{text}\n</system-reminder>"
                messages.append({"role": "user", "content": text})
    return {
        "model": "deepseek-chat",
        "messages": messages,
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": t["name"],
                    "description": t["description"],
                    "parameters": t["input_schema"],
                },
            }
            for t in sent["tools"]
        ],
        "max_tokens": sent["max_tokens"],
        "reasoning_effort": "high",
        "user": "a1f3",
        "stream": True,
        "stream_options": {"include_usage": True},
    }


SCRIPT: list[tuple[str, Any]] = [
    ("text", "I will read the parser first, then the failing test [TODO in line 88]. "),
    ("tool", ("Read", {"file_path": "src/parser.py"})),
    ("tool", ("Grep", {"pattern": "def parse_", "path": "src"})),
    (
        "text",
        "The tokenizer drops the last line when the file has no newline at its end. 最後の行。 I will change `split` to keep",
    ),
]


def _cut(text: str, step: int = 5) -> list[str]:
    return [text[i : i + step] for i in range(0, len(text), step)]


def chat_chunks(script: list[tuple[str, Any]] = SCRIPT, *, end: bool = True) -> list[bytes]:
    """Chat Completions chunks, one SSE frame each."""

    def frame(delta: dict[str, Any], finish: str | None = None) -> bytes:
        body = {"id": "c1", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], "usage": None}
        return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"

    frames = [frame({"role": "assistant", "content": ""})]
    call = -1
    for sort, what in script:
        if sort == "tool":
            call += 1
            name, given = what
            function = {"name": name, "arguments": ""}
            frames.append(
                frame({"tool_calls": [{"index": call, "id": f"call_0{call}", "function": function}]})
            )
            frames += [
                frame({"tool_calls": [{"index": call, "function": {"arguments": piece}}]})
                for piece in _cut(json.dumps(given))
            ]
        else:
            key = "content" if sort == "text" else "reasoning_content"
            frames += [frame({key: piece}) for piece in _cut(what)]
    if end:
        frames.append(frame({}, "tool_calls"))
        frames.append(b'data: {"choices":[],"usage":{"prompt_tokens":18204,"completion_tokens":412}}\n\n')
        frames.append(b"data: [DONE]\n\n")
    return frames


def message_events(script: list[tuple[str, Any]] = SCRIPT, *, end: bool = True) -> list[bytes]:
    """The Messages events such a stream becomes, one SSE frame each."""

    def frame(kind: str, **more: Any) -> bytes:
        body = json.dumps({"type": kind, **more}, ensure_ascii=False)
        return f"event: {kind}\ndata: {body}\n\n".encode()

    usage = {"input_tokens": 18204, "output_tokens": 1, "cache_read_input_tokens": 0}
    frames = [frame("message_start", message={"id": "msg_1", "content": [], "usage": usage})]
    for index, (sort, what) in enumerate(script):
        if sort == "tool":
            block: dict[str, Any] = {"type": "tool_use", "id": f"toolu_{index}", "name": what[0], "input": {}}
            deltas = [
                {"type": "input_json_delta", "partial_json": piece} for piece in _cut(json.dumps(what[1]))
            ]
        else:
            block = {"type": sort, sort: ""}
            deltas = [{"type": f"{sort}_delta", sort: piece} for piece in _cut(what)]
        frames.append(frame("content_block_start", index=index, content_block=block))
        frames += [frame("content_block_delta", index=index, delta=delta) for delta in deltas]
        if end or index < len(script) - 1:
            frames.append(frame("content_block_stop", index=index))
    if end:
        frames.append(frame("message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 412}))
        frames.append(frame("message_stop"))
    return frames
