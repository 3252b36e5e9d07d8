"""A call as a curl command for any POSIX shell, whatever stands in its body.

The body goes through a pipe: an argument may be no longer than 128 kB on Linux, and `printf` is of the shell itself.
"""

import base64

from tui_router.export.call import Call, Header


def single(text: str) -> str:
    """One word of a POSIX shell, whatever is in it."""
    return "'" + text.replace("'", "'\\''") + "'"


def with_variable(before: str, variable: str) -> str:
    """One word that ends in what a variable holds. `before` is plain ASCII."""
    for char in '\\"$`':
        before = before.replace(char, f"\\{char}")
    return f'"{before}${variable}"'


def body_pipe(body: bytes) -> str:
    """The beginning of a pipe that brings these bytes, "" when there are none."""
    if not body:
        return ""
    try:
        text = body.decode("utf-8")
        if "\0" not in text:
            return f"printf %s {single(text)} |\n"
    except UnicodeDecodeError:
        pass
    return f"printf %s {single(base64.b64encode(body).decode('ascii'))} | base64 -d |\n"


def curl(call: Call) -> str:
    lines = [f"curl -sS{'N' if call.stream else ''} --globoff -X {call.method} {single(call.url)}"]
    names = {header.name.lower() for header in call.headers}
    lines += [f"-H {_header(header)}" for header in call.headers]
    if call.body:
        if "content-type" not in names:
            lines.append("-H 'content-type: application/json'")
        lines += ["-H 'expect:'", "--data-binary @-"]
    if call.binary:
        lines.append("--output answer.eventstream")
    return f"# {call.title}\n{body_pipe(call.body)}" + " \\\n  ".join(lines) + "\n"


def _header(header: Header) -> str:
    if header.variable:
        return with_variable(f"{header.name}: {header.value}", header.variable)
    return single(f"{header.name}: {header.value}")
