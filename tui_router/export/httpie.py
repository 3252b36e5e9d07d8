"""A call as an HTTPie command for any POSIX shell."""

import re

from tui_router.export.call import Call, Header
from tui_router.export.curl import body_pipe, single, with_variable

_UNSAYABLE = re.compile(r"\\[\\:;=@]")
"""HTTPie takes the backslash away here, and knows no way to keep it."""


def httpie(call: Call) -> str:
    lines = [f"http{' --stream' if call.stream else ''} {call.method} {single(call.url)}"]
    names = {header.name.lower() for header in call.headers}
    if call.body and "content-type" not in names:
        lines.append("content-type:application/json")
    lines += [_header(header) for header in call.headers if not _UNSAYABLE.search(header.value)]
    return f"# {call.title}\n{body_pipe(call.body)}" + " \\\n  ".join(lines) + "\n"


def _header(header: Header) -> str:
    value = f"\\{header.value}" if header.value[:1] in ("=", "@") else header.value
    if header.variable:
        return with_variable(f"{header.name}:{value}", header.variable)
    return single(f"{header.name}:{value}")
