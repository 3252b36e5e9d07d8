import stat
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import SuspendNotSupported

from tui_router.tui.editor import EditorFault, edit, editor_command


class App:
    """Notes whether the terminal was handed over while the editor ran."""

    def __init__(self, fails=False):
        self.suspended = 0
        self._fails = fails

    @contextmanager
    def suspend(self):
        if self._fails:
            raise SuspendNotSupported
        self.suspended += 1
        yield


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """`editor(script)`: an environment whose editor is that shell script; `$1` is the file."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()

    def make(script):
        path = tmp_path / "my editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return {"EDITOR": f"'{path}' --wait", "PATH": "/usr/bin:/bin"}

    return make


def test_what_is_written_comes_back_and_the_file_is_gone(editor, tmp_path):
    app = App()
    env = editor(
        f'stat -c %a "$2" > "{tmp_path}/mode"; cp "$2" "{tmp_path}/seen"; printf "new é" > "$2"; touch "$2~"'
    )
    assert edit(app, "old ü", suffix=".json", env=env) == "new é"
    assert (tmp_path / "seen").read_text() == "old ü"
    assert (tmp_path / "mode").read_text().strip() == "600"
    assert list((tmp_path / "tmp").iterdir()) == []
    assert app.suspended == 1


def test_a_given_up_edit_changes_nothing(editor, tmp_path):
    assert edit(App(), "old", env=editor('printf new > "$2"; exit 1')) == "old"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_nobody_else_can_look_into_the_folder(editor, tmp_path):
    edit(App(), "old", env=editor(f'stat -c %a "$(dirname "$2")" > "{tmp_path}/mode"'))
    assert int((tmp_path / "mode").read_text(), 8) == stat.S_IRWXU


@pytest.mark.parametrize(
    ("script", "words"),
    [('printf "\\377" > "$2"', "not UTF-8"), ('rm "$2"', "No such file")],
)
def test_what_cannot_be_read_back_is_said(editor, tmp_path, script, words):
    with pytest.raises(EditorFault, match=words):
        edit(App(), "old", env=editor(script))
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_editor_that_is_not_there_is_named():
    with pytest.raises(EditorFault, match="no-such-editor"):
        edit(App(), "old", env={"EDITOR": "/no-such-editor"})


def test_a_terminal_that_cannot_be_handed_over(editor):
    with pytest.raises(EditorFault, match="terminal"):
        edit(App(fails=True), "old", env=editor("exit 0"))


def test_which_editor(tmp_path):
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_command({"VISUAL": " ", "EDITOR": "emacs -nw"}) == ["emacs", "-nw"]
    with pytest.raises(EditorFault, match="VISUAL"):
        editor_command({"VISUAL": "'open"})
    with pytest.raises(EditorFault, match="set EDITOR"):
        editor_command({"PATH": str(tmp_path)})
    for name in ("vi", "nano"):
        Path(tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert editor_command({"PATH": str(tmp_path)}) == ["vi"]
