import json

import pytest

from tui_router.cli.checks.report import Finding, Printer, Report, lines, plural, toml_key, toml_text

KEY = "sk-" + "test-" + "0" * 20


def test_a_finding_is_a_line_with_what_to_do_below() -> None:
    finding = Finding(
        about="gateway", check="port", state="fail", said="it is held", fix="Do this.", paste=["a b", "c"]
    )
    assert list(lines(finding)) == [
        "  fail    it is held",
        "          fix: Do this.",
        "               a b",
        "               c",
    ]


def test_nothing_but_what_is_to_be_pasted_is_wider_than_80() -> None:
    command = "x" * 200
    finding = Finding(
        about="a", check="b", state="skipped", said="word " * 50, fix="other " * 40, paste=[command]
    )
    found = list(lines(finding))
    assert max(len(line) for line in found if command not in line) <= 80
    assert sum(command in line for line in found) == 1
    assert " ".join(" ".join(found).split()).count("word") == 50


def test_what_the_wire_says_is_made_harmless(report, only) -> None:
    report.secrets.append("hunter2hunter2")
    report.fail(
        "p\x1b[2J",
        "c",
        f"\x1b]0;title\x07 {KEY} hunter2hunter2\u202e\nnext",
        "fix\r",
        ["paste\x1b[31m " + KEY],
    )
    found = only()
    told = [found.about, found.said, found.fix, *found.paste]
    assert all(text.isprintable() for text in told)
    assert KEY not in str(told)
    assert "hunter2" not in str(told)
    assert "next" in found.said


def test_a_page_of_words_is_cut(report, only) -> None:
    report.ok("a", "b", "x" * 5000)
    assert len(only().said) == 400


def test_json_is_one_object_of_ascii(report) -> None:
    report.ok("gateway", "port", "free…")
    report.warn("gateway", "lock", "died", "Look.", ["tail"])
    report.requests = 3
    text = report.as_json()
    assert text.isascii()
    told = json.loads(text)
    assert told["ok"] is True
    assert told["requests"] == 3
    assert told["counts"] == {"ok": 1, "warn": 1, "fail": 0, "skipped": 0}
    assert told["findings"][1] == {
        "about": "gateway", "check": "lock", "state": "warn", "said": "died", "fix": "Look.", "paste": ["tail"],
    }  # fmt: skip


def test_only_a_failure_fails(report) -> None:
    report.warn("a", "b", "c", "d")
    report.skip("a", "b", "c")
    assert not report.failed
    report.fail("a", "b", "c", "d")
    assert report.failed
    assert json.loads(report.as_json())["ok"] is False
    assert report.summary() == "1 warn, 1 fail, 1 skipped"


def test_the_summary_counts_requests(report) -> None:
    assert report.summary() == "nothing looked at"
    report.ok("a", "b", "c")
    report.requests = 1
    assert report.summary() == "1 ok; 1 request sent"


def test_each_subject_has_one_head_and_states_are_painted() -> None:
    told: list[str] = []
    report = Report(Printer(told.append, lambda text, colour: f"<{colour}>{text}</>").tell)
    report.ok("one", "a", "first")
    report.fail("one", "b", "second", "fix")
    report.skip("two", "c", "third")
    assert told == [
        "one",
        "  <green>ok      </>first",
        "  <red>fail    </>second",
        "          fix: fix",
        "two",
        "  <bright_black>skipped </>third",
    ]


def test_every_finding_that_is_not_ok_says_what_to_do() -> None:
    with pytest.raises(TypeError):
        Report(lambda _: None).fail("a", "b", "c")


def test_words() -> None:
    assert (plural(1, "request"), plural(2000, "request")) == ("1 request", "2,000 requests")
    assert (toml_key("open-ai_1"), toml_key("a.b"), toml_text('a"b')) == ("open-ai_1", '"a.b"', '"a\\"b"')
