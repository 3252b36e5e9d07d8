import stat

import pytest

from tui_router.tui import clipboard
from tui_router.tui.clipboard import OSC52_CAP, copy, copy_by_tool, takes_osc52, tools

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


def test_inside_tmux_what_it_needs_is_said():
    said = copy("it", "text", print, None, {**GOOD, "TMUX": "/tmp/tmux-0/default,1,0"}, masked=True)
    assert said == (
        "Copied it to the clipboard (OSC 52), secrets removed. tmux hands it on with `set -g set-clipboard on`."
    )


@pytest.fixture
def bin(tmp_path):
    """A folder of tools that write what they get into a file of their name."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def make(*names, script='cat > "$0.got"; echo "$@" > "$0.args"'):
        for name in names:
            (folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (folder / name).chmod(0o755)
        return folder

    return make


def here(folder, **more):
    return {"PATH": f"{folder}:/usr/bin:/bin", "TERM": "xterm", **more}


def names(environ, platform="linux"):
    return [tool.name for tool in tools(environ, platform)]


def test_which_tool_reaches_the_clipboard_that_is_seen(bin):
    folder = bin("pbcopy", "clip.exe", "wl-copy", "xclip", "xsel")
    own = {"PATH": str(folder)}
    assert names(own) == []
    assert names(own, "darwin") == ["pbcopy"]
    assert names({**own, "WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}) == ["wl-copy", "xclip", "xsel"]
    assert names({**own, "WSL_DISTRO_NAME": "Debian", "WAYLAND_DISPLAY": "w"}) == ["clip.exe", "wl-copy"]
    assert names({**own, "DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}) == []
    assert names({**own, "SSH_CONNECTION": "1 2 3 4"}, "darwin") == []
    assert names({"PATH": str(folder.parent), "DISPLAY": ":0"}) == []


async def test_the_tool_gets_the_text_and_nothing_else(bin):
    folder = bin("xclip")
    text = "it's $HOME `pwd` ünï\n" * 9_000
    said = await copy_by_tool("it", text, here(folder, DISPLAY=":0"), masked=True)
    assert said == "Copied it to the clipboard (xclip), secrets removed."
    assert (folder / "xclip.got").read_text() == text
    assert (folder / "xclip.args").read_text() == "-selection clipboard -in\n"


async def test_windows_is_given_its_own_encoding(bin):
    folder = bin("clip.exe")
    assert await copy_by_tool("it", "ünï", here(folder, WSL_INTEROP="x"))
    assert (folder / "clip.exe.got").read_bytes().decode("utf-16") == "ünï"


async def test_one_that_fails_or_hangs_is_passed_over(bin, monkeypatch):
    monkeypatch.setattr(clipboard, "TOOL_S", 0.2)
    folder = bin("wl-copy", script="exec sleep 60")
    bin("xclip", script="exit 1")
    bin("xsel")
    environ = here(folder, WAYLAND_DISPLAY="w", DISPLAY=":0")
    assert await copy_by_tool("it", "text", environ) == "Copied it to the clipboard (xsel)."
    (folder / "xsel").write_text("#!/nowhere\n")
    assert await copy_by_tool("it", "text", environ) is None
