"""`python tiny_model.py KIND FILE`: a model small enough to write in a second, which says one known thing.

A llama in form, a table in fact. Every token is its own direction in the residual stream (the embedding is the
identity), attention and feed-forward add nothing, and the output matrix holds, for each token, the one that
follows it. So a real engine tokenises, batches, samples, parses and streams, and the test knows every word.
"""

import sys
from collections.abc import Sequence

import gguf
import numpy as np

WIDTH = 512
CONTEXT = 262144

# What each model says. A piece is one token; markers the engine knows stand alone.
SPEECHES: dict[str, Sequence[str]] = {
    "text": ("Good", " morning", " from", " a", " real", " engine", ":", " żółw,", " 海,", " 🐢", "."),
    "tool": (
        "<tool_call>",
        '\n{"name": "',
        "Bash",
        '", "arguments": ',
        '{"command": "',
        "echo",
        " turtle",
        '"}}\n',
        "</tool_call>",
    ),
    "think": (
        "<think>",
        "\nA turtle",
        " or",
        " a",
        " tortoise",
        "?\n",
        "</think>",
        "\n\n",
        "It",
        " swims",
        ".",
    ),
    "loop": (" on", " and", " round", " it", " goes;"),
}

PROMPT_END = "\n"
"""The template ends a prompt with this character; whatever follows it opens the speech."""

CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
MARKERS = ("<tool_call>", "</tool_call>", "<think>", "</think>")

TEMPLATE = """\
{%- macro say(role, text) -%}<|im_start|>{{ role }}
{{ text }}<|im_end|>
{% endmacro -%}
{%- if tools -%}<|im_start|>system
You may call functions. Their signatures stand in <tools></tools>:
<tools>
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}</tools>
A call is a JSON object in <tool_call></tool_call>:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call><|im_end|>
{% endif -%}
{%- for message in messages -%}
{%- if message.role == 'assistant' -%}<|im_start|>assistant
{% if message.reasoning_content %}<think>
{{ message.reasoning_content }}
</think>

{% endif %}{{ message.content or '' }}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}<|im_end|>
{% elif message.role == 'tool' -%}{{ say('user', '<tool_response>\n' ~ message.content ~ '\n</tool_response>') }}
{%- else -%}{{ say(message.role, message.content) }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% endif -%}"""


def visible_bytes() -> list[str]:
    """The character that stands for each byte in a byte-level vocabulary: itself when it can be seen, else
    the next free one from U+0100 on.
    """
    seen = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    spare = iter(range(0x100, 0x200))
    return [chr(byte if byte in seen else next(spare)) for byte in range(256)]


BYTES = visible_bytes()


def spell(text: str) -> str:
    return "".join(BYTES[byte] for byte in text.encode())


def vocabulary(speech: Sequence[str]) -> tuple[list[str], list[int]]:
    kinds = gguf.TokenType
    tokens, types = list(BYTES), [int(kinds.NORMAL)] * 256
    pieces = [p for p in map(spell, speech) if len(p) > 1 and p not in MARKERS]
    for names, kind in ((CONTROL, kinds.CONTROL), (MARKERS, kinds.USER_DEFINED), (pieces, kinds.NORMAL)):
        fresh = [name for name in dict.fromkeys(names) if name not in tokens]
        tokens += fresh
        types += [int(kind)] * len(fresh)
    return tokens, types


def followers(tokens: list[str], speech: Sequence[str], *, ends: bool) -> dict[int, int]:
    """Token → the token after it. What is no part of the speech leads to its beginning."""
    chain = [tokens.index(piece if piece in MARKERS else spell(piece)) for piece in speech]
    if len({*chain, tokens.index(spell(PROMPT_END))}) <= len(chain):
        raise ValueError("a piece said twice, or the end of the prompt, would have two followers")
    after = dict.fromkeys(range(len(tokens)), chain[0])
    after.update(zip(chain, [*chain[1:], tokens.index("<|im_end|>") if ends else chain[0]], strict=True))
    return after


def write(kind: str, path: str) -> None:
    speech = SPEECHES[kind]
    tokens, types = vocabulary(speech)
    count = len(tokens)
    model = gguf.GGUFWriter(path, "llama")
    model.add_name(f"tiny-{kind}")
    model.add_context_length(CONTEXT)
    model.add_embedding_length(WIDTH)
    model.add_block_count(1)
    model.add_feed_forward_length(64)
    model.add_head_count(WIDTH // 64)
    model.add_head_count_kv(1)
    model.add_rope_dimension_count(64)
    model.add_layer_norm_rms_eps(1e-5)
    model.add_vocab_size(count)
    model.add_file_type(int(gguf.LlamaFileType.ALL_F32))
    model.add_tokenizer_model("gpt2")
    model.add_tokenizer_pre("default")
    model.add_token_list(tokens)
    model.add_token_types(types)
    model.add_token_merges([f"{BYTES[0]} {BYTES[1]}"])
    model.add_bos_token_id(tokens.index("<|endoftext|>"))
    model.add_pad_token_id(tokens.index("<|endoftext|>"))
    model.add_eos_token_id(tokens.index("<|im_end|>"))
    model.add_add_bos_token(False)
    model.add_chat_template(TEMPLATE)

    def zeros(*shape: int) -> np.ndarray:
        return np.zeros(shape, np.float32)

    output = zeros(count, WIDTH)
    for token, following in followers(tokens, speech, ends=kind != "loop").items():
        output[following, token] = 4.0
    tensors = {
        "token_embd.weight": np.eye(count, WIDTH, dtype=np.float32),
        "output.weight": output,
        "output_norm.weight": np.ones(WIDTH, np.float32),
        "blk.0.attn_norm.weight": np.ones(WIDTH, np.float32),
        "blk.0.ffn_norm.weight": np.ones(WIDTH, np.float32),
        "blk.0.attn_q.weight": zeros(WIDTH, WIDTH),
        "blk.0.attn_k.weight": zeros(64, WIDTH),
        "blk.0.attn_v.weight": zeros(64, WIDTH),
        "blk.0.attn_output.weight": zeros(WIDTH, WIDTH),
        "blk.0.ffn_gate.weight": zeros(64, WIDTH),
        "blk.0.ffn_up.weight": zeros(64, WIDTH),
        "blk.0.ffn_down.weight": zeros(WIDTH, 64),
    }
    for name, values in tensors.items():
        model.add_tensor(name, values)
    model.write_header_to_file()
    model.write_kv_data_to_file()
    model.write_tensors_to_file()
    model.close()


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2])
