"""What an upstream, a client or a settings file may say to hurt the one who looks at it.

`TEXTS` go into every text there is; numbers in their sequences are ones that nothing of ours ever uses (4242, 777), so
that whatever reaches the terminal is known for theirs. `BODIES` are whole legs.
"""

import json

MARK = "PWNED"
"""Stands before and behind each text."""

TEXTS = {
    # CSI
    "clear": "\x1b[2J\x1b[3J", "move": "\x1b[4242;777H", "colour": "\x1b[4242;777m", "mode": "\x1b[?4242h\x1b[?1049l",
    "scroll": "\x1b[4242;777r\x1b[777S", "report": "\x1b[6n\x1b[0c\x1b[>0q", "insert": "\x1b[777@\x1b[777L\x1b[777P",
    "paste end": "\x1b[201~q\n", "keyboard": "\x1b[>4242u\x1b[=777u", "cut csi": "\x1b[", "cut esc": "\x1b",
    # OSC, in both endings and in none
    "title": "\x1b]0;4242\x07\x1b]2;777\x1b\\", "clipboard": "\x1b]52;c;UFdORUQ=\x07\x1b]52;c;?\x1b\\",
    "link": "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", "iterm": "\x1b]1337;File=inline=1:AAAA\x07",
    "palette": "\x1b]4;1;#ff0000\x07\x1b]104\x07", "notify": "\x1b]9;4242\x07\x1b]777;notify;a;b\x07", "open osc": "\x1b]0;",
    # other strings and single ones
    "dcs": "\x1bP$q4242\x1b\\\x1bP+q544e\x1b\\", "sixel": "\x1bPq#0;2;0;0;0#0~~@@\x1b\\", "apc": "\x1b_Gf=24,s=1;AAAA\x1b\\",
    "pm": "\x1b^4242\x1b\\", "sos": "\x1bX4242\x1b\\", "ss": "\x1bNa\x1bOb", "reset": "\x1bc", "charset": "\x1b(0qqq\x1b)B",
    "save": "\x1b7\x1b8\x1bM\x1bD\x1bE\x1bH", "tmux": "\x1bk4242\x1b\\\x1bPtmux;\x1b\x1b]0;4242\x07\x1b\\",
    # C1 as characters; as bytes they are in BODIES
    "c1 csi": "\x9b2J\x9b4242;777H", "c1 osc": "\x9d0;4242\x9c", "c1 dcs": "\x90$q4242\x9c", "c1 all": "".join(map(chr, range(0x80, 0xA0))),
    # C0
    "bell": "\x07" * 40, "backspace": "over\x08\x08\x08\x08write", "return": "one\rtwo\r\nthree", "feeds": "\x0b\x0c\x0b",
    "nul": "\x00\x00a\x00", "delete": "\x7f\x7f", "shifts": "\x0e\x0f", "c0 all": "".join(map(chr, range(0x20))), "tabs": "\t" * 30,
    # Unicode that moves, hides or swells
    "bidi": "\u202eevil\u202c\u202d\u202a\u202b", "isolates": "\u2066a\u2067b\u2068c\u2069", "marks lr": "\u200e\u200f\u061c",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f", "zalgo": "e" + "\u0301\u0489" * 500, "lone mark": "\u0301\u20dd",
    "selectors": "a\ufe0fb\ufe00c\U000e0100", "tags": "\U000e0041\U000e0042\U000e007f", "blank letters": "\u3164\u115f\u2800\uffa0",
    "family": "👩‍👩‍👧🏽 🇩🇪 🏴\U000e0067\U000e007f 👍🏿 ❤️", "wide": "設定画面" * 12, "half kana": "ｱｲｳｴｵﾞﾟ", "ambiguous": "·…○●★→±×÷§¶①",
    "wide edge": "a" + "漢" * 300, "rtl": "שלום مرحبا", "lines": "\u2028\u2029\x85", "surrogate": "\ud800x\udfff", "private": "\ue000\U0010ffff\ufffe",
    # markup
    "bold": "[b]bold[/b]", "click": "[@click=app.quit()]quit[/]", "markup link": "[link=http://evil.example]x[/link]", "closing": "[/]",
    "brackets": "[" * 500, "variable": "[$error on $panel]", "todo": "[TODO in line 88]", "escape": "\\[b]\\", "rich": ":smile: [red]",
    # words that something might act on
    "secret": "sk-" + "test-" + "A1b2C3d4" * 6, "path": "../../../etc/passwd", "home": "~/.ssh/id_rsa", "shell": "$(reboot) `reboot` ; rm -rf / #",
    "numbers": "NaN Infinity 1e999 -0 " + "9" * 400, "long": "x" * 20_000, "long words": "word " * 4_000, "feeds many": "\n" * 5_000,
    "format": "{0} {} %s %n {self.__class__}", "nothing": "", "space": "   ",
}  # fmt: skip


def said(name: str) -> str:
    return f"{MARK}{TEXTS[name]}{MARK}"


def wired(text: str) -> str:
    """As JSON on a wire can carry it: lone surrogates too, as escapes."""
    return json.dumps(text)


def request(text: str, *, chat: bool) -> bytes:
    """A request in which every name and value is this text."""
    t = text
    deep = {t: {t: [t, {t: t}]}}
    if chat:
        body = {
            "model": t,
            "messages": [
                {"role": "system", "content": t},
                {"role": t, "content": [{"type": "text", "text": t}, {"type": t, t: t}]},
                {"role": "assistant", "content": t, "tool_calls": [{"id": t, "type": "function", "function": {"name": t, "arguments": t}}]},
                {"role": "tool", "tool_call_id": t, "name": t, "content": t},
            ],
            "tools": [{"type": "function", "function": {"name": t, "description": t, "parameters": deep}}] * 3,
            "tool_choice": t, "user": t, "stop": [t, t], "metadata": deep, t: t,
        }  # fmt: skip
    else:
        body = {
            "model": t,
            "max_tokens": 32_000,
            "system": [{"type": "text", "text": t, "cache_control": {"type": t}}, {"type": t, "text": t}],
            "messages": [
                {"role": "user", "content": t},
                {"role": "assistant", "content": [{"type": "thinking", "thinking": t, "signature": t}, {"type": "text", "text": t},
                                                  {"type": "tool_use", "id": t, "name": t, "input": deep}]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": t, "content": [{"type": "text", "text": t}]},
                                             {"type": "image", "source": {"type": "base64", "media_type": t, "data": t}}, {"type": t, t: t}]},
                {"role": t, "content": [{"type": t}]},
            ],
            "tools": [{"name": t, "description": t, "input_schema": deep}, {"type": t, "name": t}],
            "metadata": {"user_id": t}, "thinking": {"type": t}, t: t,
        }  # fmt: skip
    return json.dumps(body).encode()


def _event(name: str, body: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(body)}\n\n".encode("utf-8", "surrogatepass")


def chat_answer(text: str) -> bytes:
    t = text
    named = t.replace("\n", " ").replace("\r", " ")
    deltas = [{"role": t, "content": t, "reasoning_content": t},
              {"tool_calls": [{"index": 0, "id": t, "function": {"name": t, "arguments": json.dumps({t: t})}}]}]  # fmt: skip
    out = b"".join(
        _event(named, {"id": t, "model": t, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        for delta in deltas
    )
    out += f": {named}\nid: {named}\nretry: {named}\n{named}: {named}\ndata: {named} not json\n\n".encode(
        "utf-8", "surrogatepass"
    )
    return out + _event(
        named,
        {
            "choices": [{"index": 0, "delta": {}, "finish_reason": t}],
            "usage": {t: t},
            "error": {"message": t},
        },
    )


def messages_answer(text: str) -> bytes:
    t = text
    start = {"type": "message_start", "message": {"id": t, "type": "message", "role": "assistant", "model": t, "content": [],
             "stop_reason": None, "usage": {"input_tokens": 1, t: t}}}  # fmt: skip
    blocks = [
        {"type": "text", "text": ""},
        {"type": "thinking", "thinking": ""},
        {"type": "tool_use", "id": t, "name": t, "input": {}},
        {"type": t, t: t},
    ]
    deltas = [{"type": "text_delta", "text": t}, {"type": "thinking_delta", "thinking": t},
              {"type": "input_json_delta", "partial_json": json.dumps({t: [t, {t: t}]})}, {"type": t, t: t}]  # fmt: skip
    out = _event("message_start", start)
    for index, (block, delta) in enumerate(zip(blocks, deltas, strict=True)):
        out += _event(
            "content_block_start", {"type": "content_block_start", "index": index, "content_block": block}
        )
        out += _event("content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta})
        out += _event("content_block_stop", {"type": "content_block_stop", "index": index})
    out += _event(t.replace("\n", " ").replace("\r", " "), {"type": t, "error": {"type": t, "message": t}})
    out += _event(
        "message_delta",
        {
            "type": "message_delta",
            "delta": {"stop_reason": t, "stop_sequence": t},
            "usage": {"output_tokens": 5},
        },
    )
    return out + _event("message_stop", {"type": "message_stop"})


_RAW = "PWNED \x1b]0;4242\x07 \x9b2J".encode("latin-1")

BODIES: dict[str, bytes] = {
    "one line of a megabyte": json.dumps({"model": "m", "messages": [{"role": "user", "content": "x" * 1_000_000}]}).encode(),
    "a hundred thousand lines": json.dumps({"messages": [{"role": "user", "content": "\n" * 100_000}]}).encode(),
    "raw lines": b"\n" * 100_000,
    "raw bytes": bytes(range(256)) * 40,
    "c1 as bytes": _RAW * 50,
    "events of bytes": b"event: \x9b2J\x1b[2J\ndata: \xff\xfe" + _RAW + b"\n\n" * 3,
    "deep lists": b"[" * 60_000,
    "deep objects": b'{"messages":' * 4_000 + b"1" + b"}" * 4_000,
    "deep and whole": b'{"messages":[{"content":' + b"[" * 900 + b"]" * 900 + b"}]}",
    "figures": b'{"max_tokens": 1e999, "n": ' + b"9" * 4_400 + b', "messages": [NaN, -Infinity, 1e-999], "temperature": -0}',
    "nulls": json.dumps({"model": None, "messages": None, "system": None, "tools": None, "usage": None, "choices": None, "error": None}).encode(),
    "nulls within": b'{"messages":[null,{"role":null,"content":[null,{"type":null},{"type":"text","text":null}]}],"tools":[null,{"name":null}],"system":[null]}',
    "wrong kinds": b'{"model":5,"messages":"x","system":{"a":1},"tools":{"a":[]},"max_tokens":"many","stream":[],"stop":7,"thinking":3}',
    "wrong kinds within": b'{"messages":[5,"x",[],{"role":7,"content":8},{"content":[[],5,{"type":["text"],"text":{}},{"type":"tool_use","input":"x","name":3}]}]}',
    "a string": b'"just a string \\u001b[2J"',
    "surrogates": b'{"messages":[{"role":"user","content":"\\ud800 \\udfff \\ud83d"}]}',
    "twice the same": b'{"model":"a","model":"b","messages":[],"messages":[1]}',
    "many keys": json.dumps({f"k{n}": n for n in range(30_000)}).encode(),
    "many messages": json.dumps({"messages": [{"role": "user", "content": f"m{n}"} for n in range(10_000)]}).encode(),
    "cut": b'{"model":"m","messages":[{"role":"user","content":"and then',
    "empty": b"",
    "many events": b"data: {}\n\n" * 20_000,
    "events of odd indices": b"".join(
        _event("content_block_delta", {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": "x"}})
        for index in (-1, 10**30, 5, 0, 1.5, None, "0", [], 10**9)
    ),
    "a page": b"<html><script>alert(1)</script>" + b"<br>" * 5_000,
}  # fmt: skip


def legs(name: str) -> dict[str, bytes]:
    """The four legs of this payload."""
    if name in BODIES:
        return dict.fromkeys("abcd", BODIES[name])
    text = said(name)
    return {
        "a": request(text, chat=False),
        "b": request(text, chat=True),
        "c": chat_answer(text),
        "d": messages_answer(text),
    }


NAMES = (*TEXTS, *BODIES)
