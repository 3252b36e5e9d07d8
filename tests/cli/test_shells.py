import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.cli.shells import TAKE, Shell, script, which_shell

HOSTILE = [
    "",
    "plain",
    "it's",
    "\\",
    "\\'",
    "a\\\\'b\\",
    "$HOME `id` $(id) ${x} %x% !x",
    "one\ntwo\r\nthree\t",
    "'; rm -rf ~; '",
    "\N{LEFT SINGLE QUOTATION MARK}; id \N{RIGHT SINGLE QUOTATION MARK}",
    '"double" & | < > # ; * ? [a] {b,c} ~ (d)',
    "ключ 鍵 \N{ZERO WIDTH JOINER}",
    "-n",
]


def test_the_shell_is_told_by_the_environment() -> None:
    assert which_shell({}) == "sh"
    assert which_shell({"SHELL": "/bin/zsh"}) == "sh"
    assert which_shell({"SHELL": "/usr/bin/fish"}) == "fish"
    assert which_shell({"SHELL": "/home/fish/bash"}) == "sh"
    # PowerShell leaves the login shell's name as it found it.
    assert which_shell({"SHELL": "/usr/bin/fish", "PSModulePath": "/opt/modules"}) == "powershell"
    assert which_shell({"SHELL": "/bin/bash", "PSModulePath": ""}) == "sh"


@pytest.mark.parametrize(
    ("shell", "lines"),
    [
        ("sh", "export A='it'\"'\"'s'\nunset B C"),
        ("fish", "set -gx A 'it\\'s'\nset -e B\nset -e C"),
        (
            "powershell",
            """$env:A = 'it''s'
Remove-Item Env:B -ErrorAction SilentlyContinue
Remove-Item Env:C -ErrorAction SilentlyContinue""",
        ),
    ],
)
def test_setting_and_removing(shell: Shell, lines: str) -> None:
    assert script({"A": "it's"}, ["B", "C"], shell) == lines
    assert script({}, [], shell) == ""
    assert shell == "sh" or f"--shell {shell}" in TAKE[shell]


def powershell_reads(quoted: str) -> str:
    """A single-quoted string by the language's rules: any of five characters ends it, two of them stand for the
    first, nothing else has a meaning."""
    quotes = "'\u2018\u2019\u201a\u201b"
    assert quoted[0] in quotes
    value, at = "", 1
    while quoted[at] not in quotes or quoted[at + 1 : at + 2] in [*quotes]:
        value += quoted[at]
        at += 2 if quoted[at] in quotes else 1
    assert at == len(quoted) - 1, "the string ends before its last character"
    return value


def fish_reads(quoted: str) -> str:
    assert quoted[0] == "'"
    value, at = "", 1
    while quoted[at] != "'":
        if quoted[at] == "\\" and quoted[at + 1] in "\\'":
            at += 1
        value += quoted[at]
        at += 1
    assert at == len(quoted) - 1, "the string ends before its last character"
    return value


@given(
    st.one_of(st.sampled_from(HOSTILE), st.text("'\\\u2018\u2019\u201a\u201b\n$a", max_size=12), st.text())
)
def test_a_value_is_one_string_by_the_rules_of_each_language(value: str) -> None:
    assert powershell_reads(script({"A": value}, [], "powershell").removeprefix("$env:A = ")) == value
    assert fish_reads(script({"A": value}, [], "fish").removeprefix("set -gx A ")) == value


COMMANDS = {
    "sh": ["/bin/sh", "-c", '\nprintf %s "$A"; test -z "${B+x}"'],
    "fish": ["fish", "--no-config", "-c", "\nprintf %s $A; not set -q B"],
    "powershell": [
        "pwsh", "-NoProfile", "-Command", "\n[Console]::Out.Write($env:A); if (Test-Path Env:B) { exit 1 }",
    ],
}  # fmt: skip


@pytest.mark.parametrize("shell", ["sh", "fish", "powershell"])
@pytest.mark.parametrize("value", [value for value in HOSTILE if value])
def test_the_shell_itself_reads_it_back(shell: Shell, value: str, tmp_path: Path) -> None:
    *command, check = COMMANDS[shell]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        [*command, script({"A": value}, ["B"], shell) + check],
        env={"PATH": os.environ["PATH"], "B": "there", "LANG": "C.UTF-8", "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert done.stdout == value.encode()
