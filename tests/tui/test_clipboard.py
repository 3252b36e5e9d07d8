import stat

from tui_router.tui.clipboard import OSC52_CAP, copy, takes_osc52

GOOD = {"TERM": "xterm-256color"}


def test_short_text_goes_to_the_terminal(tmp_path):
    put = []
    assert (
        copy("it", "text", put.append, tmp_path / "copy.txt", GOOD) == "Copied it to the clipboard (OSC 52)."
    )
    assert put == ["text"]
    assert not list(tmp_path.iterdir())


def test_what_does_not_fit_goes_to_a_file_of_ones_own(tmp_path):
    put = []
    file = tmp_path / "state" / "copy.txt"
    said = copy("it", "x" * (OSC52_CAP + 1), put.append, file, GOOD)
    assert said == f"Too long for the clipboard. Written to {file}"
    assert put == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == "x" * (OSC52_CAP + 1)


def test_terminals_without_a_clipboard(tmp_path):
    file = tmp_path / "copy.txt"
    assert copy("it", "text", print, file, {"TERM": "linux"}) == f"No clipboard here. Written to {file}"
    assert copy("it", "text", print, None, {"TERM": "dumb"}) == "No clipboard here. Nothing was copied."
    assert not takes_osc52({"TERM": "xterm", "TERM_PROGRAM": "Apple_Terminal"})


def test_a_planted_link_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    link = tmp_path / "copy.txt"
    link.symlink_to(victim)
    said = copy("it", "text", print, link, {"TERM": "linux"})
    assert "cannot be written" in said
    assert victim.read_text() == "mine"
