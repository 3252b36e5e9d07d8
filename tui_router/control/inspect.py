"""What an inspector asks for beyond looking: notes of a person, a search in bodies, changed replays, holding, the log."""

from typing import Any, Literal

import msgspec

Level = Literal["info", "warning", "error"]


class Annotation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """PUT /control/v1/exchanges/{id}/annotation. None leaves a thing as it is; an empty comment removes it."""

    marked: bool | None = None
    comment: str | None = None


class Resend(msgspec.Struct, kw_only=True, omit_defaults=True):
    """POST /control/v1/exchanges/{id}/replay: where to, and what to change. `patch` is laid over the request's top
    level, a null removes a field; `body` (base64 in JSON) takes the place of the whole request. At most one of both.
    """

    to: str = ""  # "provider/model"; empty follows the wiring
    patch: dict[str, Any] = {}
    body: bytes = b""

    @property
    def edited(self) -> bool:
        return bool(self.patch or self.body)


class Search(msgspec.Struct, kw_only=True, omit_defaults=True):
    """GET /control/v1/search: a regular expression, in any case, looked for in the bodies of these legs, the newest
    exchanges first. `ids` narrows it to some exchanges; `before` and `after` are ids that are not searched themselves.
    """

    pattern: str
    legs: str = "abcd"
    ids: list[int] = []
    before: int | None = None
    after: int = 0


class Found(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One step of a search, about four a second and one at the end. `searched` of `total` exchanges are behind it."""

    ids: list[int] = []  # found since the step before
    searched: int = 0
    total: int = 0
    done: bool = False
    problem: str = ""  # why it ended early, in words


class LogLine(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One thing the gateway has to say of itself. `number` counts up for the life of the gateway."""

    number: int
    at: float  # UTC epoch seconds
    level: Level
    source: str  # "gateway", "scribe", "settings", "upstream" …
    text: str
    exchange: int = 0  # the one it is about, 0 for none


class Breakpoints(msgspec.Struct, kw_only=True, omit_defaults=True):
    """GET and PUT /control/v1/breakpoints. Requests that a filter fits are held before anything is sent upstream."""

    filters: list[str] = []
    held: list[int] = []  # exchanges that wait now; not read by PUT


class Release(msgspec.Struct, kw_only=True, omit_defaults=True):
    """POST /control/v1/exchanges/{id}/release: let a held request go, changed as in `Resend`, or refuse it."""

    to: str = ""
    patch: dict[str, Any] = {}
    body: bytes = b""
    refuse: str = ""  # the client gets an error with these words, and nothing is sent
