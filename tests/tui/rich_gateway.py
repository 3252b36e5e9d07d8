"""A whole turn of a coding session, as a person would look at it: two requests of one session, the second repaired inside
and answered with thinking, text, an edit, a command and text again.
"""

import json
import sys

import msgspec

from tui_router.core.note import Note
from tui_router.journal.record import Mark, Weighed

fakes = sys.modules["fake_gateway"]

OLD = '    for line in text.splitlines(keepends=True):\n        buf += line\n        if line.endswith("\\n"): yield buf; buf = ""'
NEW = (
    "    for line in text.splitlines(keepends=True):\n        buf += line\n"
    '        if line.endswith("\\n"):\n            yield buf; buf = ""\n    if buf: yield buf'
)
TOOLS = ["Agent", "Bash", "Edit", "Glob", "Grep", "Read", "Skill", "mcp__github__get_issue", "mcp__github__comment", "mcp__db__query"]  # fmt: skip

BLOCKS = [
    ("thinking", "", ["The last token is lost when ", "the file has no final newline: the loop only emits on a newline. ",
                      "Keep the tail after the loop, then run the test."]),
    ("text", "", ["I see the cause. `split` only emits a token ", "when it meets a newline, so the last line of a file ",
                  "without one is dropped [see line 88]."]),
    ("tool", "Edit", [json.dumps({"file_path": "src/parser.py", "old_string": OLD, "new_string": NEW})]),
    ("tool", "Bash", [json.dumps({"command": "pytest tests/test_parser.py -q",
                                  "description": "run the parser tests", "timeout": 120_000})]),
    ("text", "", ["The tail is now kept. ", "If the test passes I will also add a case for an empty file."]),
]  # fmt: skip


def request(turn: int) -> dict:
    """What the client sends; the second turn has two messages more, one tool described anew, and another date."""
    said = [
        {"role": "user", "content": "fix the parser test, it fails on files without a final newline [TODO]"},
        {"role": "assistant", "content": [
            {"type": "text", "text": "I will read the file first."},
            {"type": "tool_use", "id": "toolu_01", "name": "Read", "input": {"file_path": "src/parser.py"}},
        ]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "toolu_01",
             "content": "".join(f"{n:>6}\timport re  # line {n}\n" for n in range(1, 820))},
        ]},
    ]  # fmt: skip
    if turn > 1:
        said += [
            {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_02", "name": "Grep",
                                               "input": {"pattern": "def parse_", "path": "src"}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_02",
                                          "content": "src/parser.py:12:def parse_header(tokens):"}]},
        ]  # fmt: skip
    return {
        "model": "claude-sonnet-5-5",
        "max_tokens": 32_000,
        "stream": True,
        "thinking": {"type": "adaptive"},
        "system": [
            {"type": "text", "text": f"x-session: 7; turn: {turn}"},
            {"type": "text", "text": "You are a coding agent. " * 60, "cache_control": {"type": "ephemeral"}},
        ],
        "tools": [
            {"name": name, "description": f"{name} does its work. " * (8 + 4 * (turn > 1 and name == "Skill")),
             "input_schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
            for name in TOOLS
        ],
        "messages": said,
        "metadata": {"user_id": "u"},
        "context_management": {"edits": [{"type": "clear_thinking"}]},
    }  # fmt: skip


def upstream(turn: int) -> bytes:
    asked = request(turn)
    body = {
        "model": "kimi-k2.5",
        "max_tokens": 16_384,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [
            {"role": "system", "content": "\n".join(block["text"] for block in asked["system"])},
            *({"role": each["role"], "content": json.dumps(each["content"])} for each in asked["messages"]),
        ],
        "tools": [{"type": "function", "function": {"name": tool["name"], "description": tool["description"],
                                                    "parameters": tool["input_schema"]}} for tool in asked["tools"]],
    }  # fmt: skip
    return json.dumps(body).encode()


def sse(event: dict) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (event["type"].encode(), json.dumps(event).encode())


def chunk(delta: dict, finish: str | None = None) -> bytes:
    return (
        b"data: %b\n\n"
        % json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}).encode()
    )


class Tape:
    """Bytes of a leg with the moment at which each piece passed."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.marks: list[Mark] = []

    def add(self, data: bytes, at: float) -> None:
        self.marks.append(Mark(offset=len(self.data), at=at))
        self.data += data


def answer() -> tuple[Tape, Tape]:
    c, d = Tape(), Tape()
    at = 1.31
    c.add(chunk({"role": "assistant"}), at)
    usage = {"input_tokens": 19_900, "output_tokens": 1}
    d.add(sse({"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "content": [],
                                                    "model": "claude-sonnet-5-5", "stop_reason": None, "usage": usage}}), at)  # fmt: skip
    for index, (sort, name, pieces) in enumerate(BLOCKS):
        at += 0.4
        opened = {
            "thinking": {"type": "thinking", "thinking": ""},
            "text": {"type": "text", "text": ""},
            "tool": {"type": "tool_use", "id": f"toolu_1{index}", "name": name, "input": {}},
        }[sort]
        if sort == "tool":
            c.add(chunk({"tool_calls": [{"index": index - 2, "id": f"call_{index}",
                                         "function": {"name": name, "arguments": ""}}]}), at)  # fmt: skip
        d.add(sse({"type": "content_block_start", "index": index, "content_block": opened}), at)
        for piece in pieces:
            at += 1.4 if sort == "tool" else 0.3
            upward = {
                "thinking": {"reasoning_content": piece},
                "text": {"content": piece},
                "tool": {"tool_calls": [{"index": index - 2, "function": {"arguments": piece}}]},
            }[sort]
            c.add(chunk(upward), at)
            down = {
                "thinking": {"type": "thinking_delta", "thinking": piece},
                "text": {"type": "text_delta", "text": piece},
                "tool": {"type": "input_json_delta", "partial_json": piece},
            }[sort]
            d.add(sse({"type": "content_block_delta", "index": index, "delta": down}), at)
        d.add(sse({"type": "content_block_stop", "index": index}), at)
    c.add(chunk({}, "tool_calls"), at + 3.6)
    c.add(b'data: {"choices":[],"usage":null}\n\n', at + 3.61)
    c.add(b"data: [DONE]\n\n", at + 3.62)
    d.add(sse({"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None},
               "usage": {"output_tokens": 812}}), at + 3.61)  # fmt: skip
    d.add(sse({"type": "message_stop"}), at + 3.62)
    return c, d


NOTES = [
    *(note for note in fakes.NOTES if note.path != "model"),
    Note(act="renamed", path="model", to="model", reason="rewired", before="claude-sonnet-5-5", after="kimi-k2.5"),
    Note(act="moved", path="system", to="messages[0]", reason="the system prompt is the first message there"),
    Note(act="approximated", path="usage", to="usage", side="answer", reason="usage was null; counted here",
         before="null", after="812"),
]  # fmt: skip


class RichControl(fakes.FakeControl):
    """The seeded gateway with #42 and #43, the two turns, and #44, a replay of the second on another target."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[tuple[int, str], list[Mark]] = {}
        at = fakes.NOW - 60
        first = {
            "state": "ok",
            "kind": "main",
            "tier": "sonnet",
            "provider": "fireworks",
            "model": "kimi-k2.5",
        }
        self._turn(42, at, 1, took=9.0, **first)
        self._turn(43, at + 25, 2, took=17.8, **{**first, "state": "repaired"}, replayed=False)
        again = {**first, "provider": "openai", "model": "gpt-4.1-mini"}
        self._turn(44, at + 45, 2, took=6.2, **again, replayed=True)
        self.known = [
            msgspec.structs.replace(model, price_in=0.6, price_out=2.5, price_cache_read=0.15)
            if model.target == "fireworks/kimi-k2.5"
            else msgspec.structs.replace(model, price_in=2.5, price_out=10.0)
            if model.target.startswith("openai/")
            else model
            for model in self.known
        ]

    def _turn(
        self, id: int, at: float, turn: int, *, took: float, replayed: bool | None = None, **given: object
    ) -> None:
        row = self.new(
            id,
            **given,
            started_at=at,
            client_model="claude-sonnet-5-5",
            dialect="chat",
            reason="tier sonnet",
            stream=True,
            status=200,
            session="a1f3",
            client="claude-cli/2.1",
            replay_of=43 if replayed else None,
            stop="tool_use",
            tools=["Edit", "Bash"],
            cost=0.004 if replayed else 0.013,
            window=262_144,
            attempts=2 if given["state"] == "repaired" else 1,
            notes=len(NOTES),
            losses=3,
            tokens=fakes.Tokens(input=19_900 if turn > 1 else 17_300, output=640 if replayed else 812, cache_read=4_200,
                                estimated=False, system=1_400, tools=7_900, messages=10_600 if turn > 1 else 8_000),
            times=fakes.Times(read=0.004, sent=0.02, headers=0.5, first=0.58 if replayed else 1.31, ended=took),
        )  # fmt: skip
        if given["state"] == "repaired":
            row.trouble, row.diagnosis = "max_tokens 32,000 → 16,384", "max_tokens_too_large"
            self._seed_trouble(row)
        c, d = answer()
        self.legs[id, "a"] = bytearray(json.dumps(request(turn)).encode())
        self.legs[id, "b"] = bytearray(upstream(turn).replace(b"kimi-k2.5", str(row.model).encode()))
        self.legs[id, "c"], self.legs[id, "d"] = c.data, d.data
        if replayed:
            self.legs[id, "d"] = bytearray(
                bytes(d.data).replace(b"also add a case for an empty file", b"keep the tail")
            )
        self.marks[id, "c"], self.marks[id, "d"] = c.marks, d.marks
        row.sizes = fakes.LegSizes(**{leg: len(self.legs[id, leg]) for leg in "abcd"})
        known = self.details.get(id, fakes.ExchangeDetail(row=row))
        self.details[id] = msgspec.structs.replace(
            known,
            notes=NOTES,
            explained="tier sonnet → fireworks/kimi-k2.5; no rule fits; 1 fact applied",
            weighed=Weighed(system=[14, 1_386], tools=[(name, 640 + 300 * (n % 4)) for n, name in enumerate(TOOLS)],
                            messages=[[22], [9, 34], [6_412], *([[31], [18]] if turn > 1 else [])]),
        )  # fmt: skip

    async def leg(self, id, leg, *, attempt=0, offset=0):
        piece = await super().leg(id, leg, attempt=attempt, offset=offset)
        marks = self.marks.get((id, leg))
        return piece if marks is None else msgspec.structs.replace(piece, marks=marks)
