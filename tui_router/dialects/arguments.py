"""Arguments of earlier calls as JSON text of an object, which is what every other language wants."""

import msgspec
from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import Placed
from tui_router.wire.json import NotJson, read
from tui_router.wire.mend import is_object


class _Unparsed(msgspec.Struct):
    raw: str = ""


class _Input(msgspec.Struct):
    """How the client keeps arguments that were no JSON."""

    unparsed: _Unparsed = msgspec.field(name="__unparsedToolInput")


_input = msgspec.json.Decoder(_Input)
_encode = msgspec.json.Encoder().encode


def arguments(placed: Placed, raw: Raw, ledger: Ledger) -> str:
    """`raw` is the input of the call that stands at `placed`."""
    data = bytes(raw)
    path = f"{placed.path}.input"
    if b"__unparsedToolInput" in data[:64]:
        try:
            text = read(data, _input).unparsed.raw
        except NotJson:
            return data.decode("utf-8", "replace")
        mended = text if is_object(text) else _encode({"_raw": text}).decode()
        ledger.add("repaired", path, "arguments that were no JSON", before=text, after=mended)
        return mended
    if data.startswith(b"{"):
        return data.decode("utf-8", "replace")
    wrapped = "{}" if data in (b"", b"null", b'""') else f'{{"input":{data.decode("utf-8", "replace")}}}'
    ledger.add("repaired", path, "arguments are an object here", before=data, after=wrapped)
    return wrapped
