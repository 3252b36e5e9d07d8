"""The forms an export can have, by their names, and the bytes of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tui_router.export.bundle import Bundled, redacted, write_line
from tui_router.export.call import GATEWAY, Call, client_call, upstream_call
from tui_router.export.curl import curl
from tui_router.export.har import har_parts
from tui_router.export.html import html_parts
from tui_router.export.httpie import httpie
from tui_router.export.pytest_case import pytest_case
from tui_router.export.python import anthropic_script, openai_script

FormName = Literal["jsonl", "har", "html", "pytest", "curl", "httpie", "python", "openai"]


@dataclass(frozen=True, slots=True)
class About:
    """What is known beside the exchanges. `keys` are key references by provider, never keys."""

    gateway: str = GATEWAY
    version: str = ""
    title: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """`name` in a file's name, `ending` of it, `words` for a person, `one` for one exchange at a time."""

    name: str
    ending: str
    words: str
    one: bool = False


FORMS: dict[FormName, Form] = {
    "jsonl": Form("bundle", "jsonl", "every byte; can be imported again"),
    "har": Form("har", "har", "HTTP archive, for browsers and other tools"),
    "html": Form("page", "html", "a page to read or to send"),
    "pytest": Form("case", "py", "this request, these answers, as a test", one=True),
    "curl": Form("curl", "sh", "the request to the gateway"),
    "httpie": Form("httpie", "sh", "the request to the gateway"),
    "python": Form("client", "py", "the request, with the anthropic package", one=True),
    "openai": Form("upstream", "py", "what the upstream got, with the openai package or httpx", one=True),
}

_OF_CALLS: dict[str, Callable[[Call], str]] = {
    "curl": curl,
    "httpie": httpie,
    "python": anthropic_script,
    "openai": openai_script,
}


def render(form: FormName, exchanges: Sequence[Bundled], about: About | None = None) -> bytes:
    """Without secrets. Raises `ExportFault` for what this form cannot say, `ValueError` for several where it is one."""
    return b"".join(render_parts(form, exchanges, about))


def render_parts(form: FormName, exchanges: Sequence[Bundled], about: About | None = None) -> Iterator[bytes]:
    """The same in pieces, for a file."""
    about = about or About()
    if FORMS[form].one and len(exchanges) != 1:
        raise ValueError("This form takes one exchange at a time.")
    if form == "har":
        yield from har_parts(exchanges, version=about.version, gateway=about.gateway)
    elif form == "html":
        yield from html_parts(exchanges, title=about.title)
    elif form == "pytest":
        yield pytest_case(exchanges[0]).encode()
    else:
        for number, each in enumerate(exchanges):
            if form == "jsonl":
                yield write_line(each)
            else:
                yield ("\n" * bool(number) + call_text(form, each, about)).encode("utf-8", "replace")


def call_text(
    form: FormName, exchange: Bundled, about: About, *, upstream: bool = False, attempt: int = 0
) -> str:
    """A command or a script for one of its requests: the client's, or with `upstream` that of an attempt (0 is the
    last one). Raises `ExportFault`."""
    exchange = redacted(exchange)
    if upstream or form == "openai":
        call = upstream_call(exchange, attempt, about.keys.get(exchange.row.provider, ""))
    else:
        call = client_call(exchange, about.gateway)
    return _OF_CALLS[form](call)


def file_name(form: FormName, ids: Sequence[int]) -> str:
    """As in tui-router-har-38.har, or tui-router-page-31-38.html for several."""
    numbers = f"{min(ids)}-{max(ids)}" if len(ids) > 1 else str(ids[0]) if ids else "0"
    return f"tui-router-{FORMS[form].name}-{numbers}.{FORMS[form].ending}"
