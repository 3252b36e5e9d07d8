from typing import Literal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tui_router.settings.read import parse
from tui_router.settings.section import MANY, Report, Section, dotted


class Flat(msgspec.Struct, frozen=True):
    size: int = 3
    word: Literal["a", "b"] = "a"


def section(text):
    source = parse("f.toml", text)
    return Section(Report(source), (), source.table)


def test_a_struct_is_filled_over_its_base_and_origins_are_kept():
    top = section("word = 'b'\n")
    assert top.struct(Flat, Flat(size=9)) == Flat(9, "b")
    assert top.report.origins == {"word": "f.toml:1"}
    assert top.report.problems == []


def test_a_wrong_value_keeps_the_default_and_is_told_without_being_repeated():
    top = section("\nsize = 'hunter2'\n")
    assert top.struct(Flat) == Flat()
    (problem,) = top.report.problems
    assert (problem.line, problem.key, problem.text) == (2, "size", "must be a whole number")


def test_a_planned_key_is_told_apart_from_an_unknown_one():
    top = section("chain = 1\nsiz = 1\n")
    top.only(["size"], {"chain": "chains are"})
    assert [p.text for p in top.report.problems] == ["chains are not built yet; leave it out", "no such key"]
    assert top.report.problems[1].nearest == "size"


def test_a_key_without_a_line_is_blamed_on_its_table():
    top = section("[a]\nb = 1\n")
    top.sub("a").complain("missing", "is missing")
    assert top.report.problems[0].line == 1


def test_entries_of_a_list_are_numbered_as_people_count():
    top = section("[[r]]\na = 1\n[[r]]\na = 2\n")
    second = list(top.entries("r"))[1]
    second.note_origin("a")
    assert top.report.origins == {"r[2].a": "f.toml:4"}


def test_a_file_full_of_nonsense_is_not_read_to_its_end():
    top = section("\n".join(f"x{n} = 1" for n in range(MANY * 4)))
    top.only(["size"])
    assert len(top.report.problems) == MANY


def test_keys_are_written_as_a_person_writes_them():
    assert dotted(("a", "b-c", 0, "d_e")) == "a.b-c[1].d_e"
    assert dotted(("models", "qwen3.gguf")) == 'models."qwen3.gguf"'
    assert "sk-secret" not in dotted(("sk-secret",))


@given(st.lists(st.text() | st.integers(0, 5), max_size=4))
def test_a_key_of_any_text_is_printable(path):
    assert dotted(tuple(path)).isprintable()
