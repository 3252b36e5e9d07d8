from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.safe_text import safe_text
from tui_router.tui.targets import more, spoken, usual


def test_targets_are_spoken_as_on_the_screen():
    assert spoken("openai/gpt-4o", UNICODE) == "gpt-4o · openai"
    assert spoken("openai", UNICODE) == "openai"


def test_a_chain_is_its_usual_target_and_how_many_stand_behind():
    assert usual(["openai/gpt-5.4", "vllm/q", "a/b"], UNICODE) == "gpt-5.4 · openai +2"
    assert usual(["openai/gpt-5.4"], UNICODE) == "gpt-5.4 · openai"
    assert (more(["a"]), more(["a", "b"]), usual([], UNICODE)) == ("", " +1", "nowhere")


@given(st.lists(st.text(max_size=30), max_size=8), st.sampled_from([UNICODE, ASCII]))
def test_no_name_brings_control_characters(chain, glyphs):
    said = usual(chain, glyphs)
    assert safe_text(said, line=True) == said
