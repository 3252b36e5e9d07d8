"""Variables in the words of a shell: what `--print-env` prints. Pure.

Values are anybody's: they may hold quotes, line ends and whatever else an environment can.
"""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Literal

Shell = Literal["sh", "fish", "powershell"]

TAKE = {
    "sh": 'eval "$(tui-router connect claude --print-env)"',
    "fish": "tui-router connect claude --print-env --shell fish | source",
    "powershell": "tui-router connect claude --print-env --shell powershell | Out-String | Invoke-Expression",
}
"""How each shell takes the lines over. fish and PowerShell split a command's output at line ends, so they must not be
given it as an argument."""

_QUOTES = "'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}"
"""All that PowerShell takes for the end of a single-quoted string."""
_DOUBLED = str.maketrans({quote: quote * 2 for quote in _QUOTES})


def which_shell(env: Mapping[str, str]) -> Shell:
    """The shell we were called from, as far as the environment tells: PowerShell gives its children PSModulePath and
    leaves SHELL, the login shell, as it was. A shell started inside another needs `--shell`.
    """
    if env.get("PSModulePath"):
        return "powershell"
    return "fish" if PurePath(env.get("SHELL", "")).name == "fish" else "sh"


def script(put: Mapping[str, str], remove: Sequence[str], shell: Shell) -> str:
    """Lines that set the one and remove the other; without a line end after the last."""
    if shell == "fish":
        lines = [f"set -gx {name} {_fish(value)}" for name, value in put.items()]
        lines += [f"set -e {name}" for name in remove]
    elif shell == "powershell":
        lines = [f"$env:{name} = '{value.translate(_DOUBLED)}'" for name, value in put.items()]
        lines += [f"Remove-Item Env:{name} -ErrorAction SilentlyContinue" for name in remove]
    else:
        lines = [f"export {name}={shlex.quote(value)}" for name, value in put.items()]
        lines += [f"unset {' '.join(remove)}"] if remove else []
    return "\n".join(lines)


def _fish(value: str) -> str:
    """Between single quotes fish reads only the backslash before a quote or another backslash."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
