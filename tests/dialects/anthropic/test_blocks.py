import pytest

NO_IMAGE = "[image omitted: image/png, 3 bytes; this model does not see images]"

MARK = {"cache_control": {"type": "ephemeral"}}
PIXEL = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}}


def text(said, **more):
    return {"type": "text", "text": said, **more}


def user(*blocks):
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks):
    return {"role": "assistant", "content": list(blocks)}


def document(source, **more):
    return {"type": "document", "source": source, **more}


BLOCKS = [
    (PIXEL, NO_IMAGE, "dropped"),
    (
        document({"type": "text", "media_type": "text/plain", "data": "words"}, title="Notes"),
        "[document: Notes]\nwords",
        "approximated",
    ),
    (
        document({"type": "content", "content": [text("words"), PIXEL]}),
        f"[document: document]\nwords\n{NO_IMAGE}",
        "approximated",
    ),
    (document({"type": "content", "content": "words"}), "[document: document]\nwords", "approximated"),
    (
        document({"type": "base64", "media_type": "application/pdf", "data": "AA=="}),
        "[document omitted: application/pdf; its text was not read]",
        "dropped",
    ),
    (document({"type": "url", "url": "http://h/x.pdf"}), "[document omitted: http://h/x.pdf]", "dropped"),
    (document(None), "[document omitted: document]", "dropped"),
    (
        {"type": "search_result", "source": "http://h", "title": "T", "content": [text("a"), text("b")]},
        "[search result: T - http://h]\na\nb",
        "approximated",
    ),
    ({"type": "tool_reference", "tool_name": "WebFetch"}, "[tool available: WebFetch]", "approximated"),
    (
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}},
        '[called web_search with {"query": "q"}]',
        "approximated",
    ),
    (
        {
            "type": "web_search_tool_result",
            "tool_use_id": "srvtoolu_1",
            "content": [
                {"type": "web_search_result", "title": "T", "url": "http://h", "encrypted_content": "x"}
            ],
        },
        "[result of a tool call]\nT - http://h",
        "approximated",
    ),
    (
        {"type": "mcp_tool_result", "tool_use_id": "s", "content": [text("ok")]},
        "[result of a tool call]\nok",
        "approximated",
    ),
    ({"type": "new_kind", "text": "said"}, "said", "approximated"),
    ({"type": "new_kind", "content": "said"}, "said", "approximated"),
    ({"type": "new_kind", "x": 1}, "[new_kind omitted]", "dropped"),
]


@pytest.mark.parametrize(("block", "words", "act"), BLOCKS)
def test_a_refused_block_is_told(sent, block, words, act):
    made = sent({"messages": [user(text("see"), {**block, **MARK})]}, refused_blocks=(block["type"],))
    assert made.messages == [user(text("see"), text(words, **MARK))]
    assert made.acts == [(act, "messages[0].content[1]")]


@pytest.mark.parametrize("block", [block for block, _, _ in BLOCKS])
def test_other_blocks_stay(sent, block):
    refused = {"image", "document", "search_result", "tool_reference", "new_kind"} - {block["type"]}
    kept = [text("x"), block] if block["type"] != "document" else [text("x")]
    assert sent({"messages": [user(*kept)]}, refused_blocks=tuple(refused)).untouched


def test_images_are_told_wherever_they_stand(sent):
    result = {"type": "tool_result", "tool_use_id": "t", "content": [text("a"), PIXEL]}
    held = document({"type": "content", "content": [PIXEL]})
    made = sent({"messages": [user(result, held, PIXEL)]}, images=False)
    said = text(NO_IMAGE)
    assert made.messages == [
        user(
            {**result, "content": [text("a"), said]},
            document({"type": "content", "content": [said]}),
            said,
        )
    ]
    assert made.acts == [
        ("dropped", "messages[0].content[0].content[1]"),
        ("dropped", "messages[0].content[1].source.content[0]"),
        ("dropped", "messages[0].content[2]"),
    ]


@pytest.mark.parametrize("kind", ["thinking", "redacted_thinking"])
def test_refused_thinking_goes_without_a_word(sent, kind):
    thought = {"type": kind, "thinking": "hm", "signature": "c2ln", "data": "x"}
    body = {"messages": [user(text("go")), assistant(thought), assistant(thought, text("hi"))]}
    made = sent(body, refused_blocks=(kind,))
    assert made.messages == [user(text("go")), assistant(text("hi"))]


def test_a_call_without_its_result_would_be_refused(sent):
    call = {"type": "tool_use", "id": "t", "name": "Bash", "input": {"command": "ls"}}
    result = {"type": "tool_result", "tool_use_id": "t", "content": "a b"}
    for kind in ("tool_use", "tool_result"):
        made = sent({"messages": [assistant(call), user(result)]}, refused_blocks=(kind,))
        assert made.messages == [
            assistant(text('[called Bash with {"command": "ls"}]')),
            user(text("[result of a tool call]\na b")),
        ]


def test_text_cannot_be_told_otherwise(sent):
    assert sent({"messages": [user(text("x"))]}, refused_blocks=("text", "image"), images=False).untouched


def test_documents_inside_documents_without_end_are_told_as_far_as_anyone_reads(sent):
    held = text("deep")
    for _ in range(120):
        held = document({"type": "content", "content": [held]})
    made = sent({"messages": [user(held)]}, refused_blocks=("document",))
    assert made.messages[0]["content"][0]["text"].count("[document: document]") == 5
