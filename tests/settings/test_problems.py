from hypothesis import given
from hypothesis import strategies as st

from tui_router.settings.problems import (
    SHOWN,
    TOLD,
    Problem,
    SettingsError,
    looks_secret,
    nearest,
    one_problem,
    shown,
)


def test_a_problem_reads_as_file_line_key_text_and_way_out():
    problem = Problem(file="c.toml", line=3, key="server.prot", text="no such key", nearest="port")
    assert str(problem) == "c.toml:3: server.prot: no such key; did you mean port?"
    assert str(one_problem("c.toml", "does not exist")) == "c.toml: does not exist"


def test_an_error_spells_out_only_so_many():
    error = SettingsError(Problem(file="f", line=n, key="k", text="t") for n in range(TOLD + 7))
    assert len(error.problems) == TOLD + 7
    assert str(error).endswith("and 7 more")


@given(st.text())
def test_a_persons_text_is_repeated_short_and_without_controls(text):
    said = shown(text)
    assert said.isprintable()
    assert len(said) <= SHOWN * 6 + 60


def test_a_key_is_never_repeated():
    for key in ("sk-ant-api03-abc", "gsk_x", "AIzaSy", "ghp_1", "Bearer abc", "A1b2" * 8):
        assert looks_secret(key)
        assert key not in shown(key)
    assert shown("openai") == '"openai"'


def test_the_nearest_word_is_offered_only_when_it_is_near():
    assert nearest("modle", ["model", "tier"]) == "model"
    assert nearest("x" * 10_000, ["model"]) == ""
    assert nearest("zebra", ["model", "tier"]) == ""
