"""Ask one target for a word, on the road that every request takes: the dialect's translation, its stream machine, the
repairs. What comes back says what a session would meet there."""

import asyncio
import secrets
import time
from typing import TYPE_CHECKING, Any

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.core.target import Limits, Target
from tui_router.diagnose.facts import lay
from tui_router.diagnose.remedies import Repair, repairs
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.find import dialect_of
from tui_router.messages.codec import decode_request
from tui_router.messages.events import BlockDelta, Emitted, TextDelta, TextOut, ToolUseOut, Usage, Verbatim
from tui_router.messages.fold import Fold
from tui_router.messages.reading import read_object
from tui_router.net.errors import NetError
from tui_router.providers.provider import Provider
from tui_router.tokens.estimate import estimate_prompt
from tui_router.upstream.send import ERROR_CAP, broken, headers_of, read_failure, send, url_of, vouched

if TYPE_CHECKING:
    from tui_router.net.http import Http, Reply
    from tui_router.upstream.auth import Signers

PATIENCE = 60.0
"""Seconds for one request, unless the caller gives more: a local server may have to load its model first."""
MOST_REPAIRS = 3
MOST_BYTES = 4 * 1024 * 1024
"""Bytes read of an answer to a question this small."""
MOST_TEXT = 400
"""Characters kept of what it said."""
ROOM = 256
"""Tokens of a second try where the first one's few were refused: that says nothing against the target."""
TOOL_ROOM = 1024
"""Tokens a call may take: models that think first need room for it."""

TOOL = "report_status"


class ToolCall(msgspec.Struct, frozen=True):
    """A call as the client would get it. `sound` says that its arguments are an object with what was asked for."""

    name: str
    arguments: str
    sound: bool


class Pinged(msgspec.Struct, frozen=True, kw_only=True):
    """`ms` is the time to the end of the answer, `first_ms` to its first content. `status` is None when no answer's
    head came. `usage` holds the upstream's own figures, None when it told none. `streamed`: the answer came as events,
    in `pieces` deltas; `ended`: with its terminal event. `mended` are the repairs that were needed, in words, and
    `facts` what they say of the target for good; `requests` counts what was sent.
    """

    ok: bool
    ms: float = 0.0
    first_ms: float | None = None
    status: int | None = None
    diagnosis: Diagnosis | None = None
    text: str = ""
    usage: Usage | None = None
    streamed: bool = False
    ended: bool = False
    pieces: int = 0
    stop_reason: str = ""
    tool_call: ToolCall | None = None
    mended: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    requests: int = 1


async def ping(
    http: "Http",
    provider: Provider,
    model: str,
    limits: Limits,
    secret: Secret | None,
    *,
    tools: bool = False,
    forced: bool = False,
    stream: bool = True,
    max_tokens: int = 1,
    prompt: str = "",
    hang_up: bool = False,
    patience: float = PATIENCE,
    signers: "Signers | None" = None,
) -> Pinged:
    """Never raises for what an upstream does. `tools` offers one tool and asks for its call, `forced` insists on it.
    `hang_up` closes the connection at the first content, so that a large `max_tokens` costs nothing."""
    mended: list[str] = []
    trying: list[Fact] = []
    lasting: list[Fact] = []
    begun = time.monotonic()
    requests = 0
    while True:
        body = question(
            model, tools=tools, forced=forced, stream=stream, max_tokens=max_tokens, prompt=prompt
        )
        answer = await _ask(http, provider, model, limits, secret, body, trying, hang_up, patience, signers)
        requests += 1
        if requests > MOST_REPAIRS:
            break
        if answer.too_few and max_tokens < ROOM:
            max_tokens = ROOM
            continue
        repair = _repair(answer, mended)
        if repair is None:
            break
        mended.append(repair.words)
        for learn in repair.learn:
            fact = _fact(provider, model, learn.name, learn.value)
            trying.append(fact)
            if learn.scope == "target" and learn.seconds is None:
                lasting.append(fact)
    return answer.told(begun, mended, lasting, requests)


async def _ask(
    http: "Http",
    provider: Provider,
    model: str,
    limits: Limits,
    secret: Secret | None,
    body: bytes,
    trying: list[Fact],
    hang_up: bool,
    patience: float,
    signers: "Signers | None",
) -> "_Answer":
    known = lay((), provider, limits, trying)
    call = _call(known.provider, model, known.limits, body)
    answer = _Answer(call, dialect_of(known.provider.dialect).prepare(call))
    try:
        async with asyncio.timeout(patience):
            await answer.bring(http, secret, signers, hang_up=hang_up)
    except TimeoutError:
        kind = "first_byte_timeout" if answer.first is None else "idle_timeout"
        detail = f"no answer within {patience:g} s".encode()
        answer.failed = read_failure(call, body=detail, transport=kind)
    return answer


def question(
    model: str, *, tools: bool, forced: bool, stream: bool, max_tokens: int, prompt: str = ""
) -> bytes:
    """A client's request, as small as it can be."""
    asked = f"Call the tool {TOOL} with ready set to true." if tools else "Say ok."
    fields: dict[str, Any] = {
        "model": model,
        "max_tokens": max(max_tokens, TOOL_ROOM) if tools else max_tokens,
        "messages": [{"role": "user", "content": prompt or asked}],
        "stream": stream,
    }
    if tools:
        schema = {"type": "object", "properties": {"ready": {"type": "boolean"}}, "required": ["ready"]}
        fields["tools"] = [
            {"name": TOOL, "description": "Report whether you are ready.", "input_schema": schema}
        ]
    if tools and forced:
        fields["tool_choice"] = {"type": "tool", "name": TOOL}
    return msgspec.json.encode(fields)


class _Answer:
    """One request and what came of it. `failed` is why it is none."""

    def __init__(self, call: Call, prepared: Prepared) -> None:
        self.call = call
        self.prepared = prepared
        self.failed: Diagnosis | None = None
        self.status: int | None = None
        self.first: float | None = None  # monotonic
        self.streamed = False
        self._machine = dialect_of(call.provider.dialect).machine(call, prepared)
        self._fold = Fold()
        self._pieces = 0
        self.spoke = False

    @property
    def too_few(self) -> bool:
        """The tokens asked for were refused as too few: some servers have a least number, and models that think
        cannot finish with one."""
        return self.failed is not None and self.failed.name == "max_tokens_too_small"

    async def bring(
        self, http: "Http", secret: Secret | None, signers: "Signers | None", *, hang_up: bool
    ) -> None:
        try:
            reply = await self._send(http, secret, signers)
        except UpstreamFault as fault:
            self.failed = fault.diagnosis
            return
        self.status = reply.status
        try:
            if 200 <= reply.status < 300:
                await self._read(reply, hang_up=hang_up)
            else:
                body = await reply.read(ERROR_CAP)
                self.failed = read_failure(self.call, status=reply.status, headers=reply.headers, body=body)
        except NetError as error:
            self.failed = broken(error, self.call)
        finally:
            await reply.aclose()

    async def _send(self, http: "Http", secret: Secret | None, signers: "Signers | None") -> "Reply":
        call, prepared = self.call, self.prepared
        url = url_of(call.provider, prepared, call.target.model)
        signer = signers.of(call.provider, secret) if signers is not None else None
        headers = await vouched(signer, url, headers_of(call.provider, secret, prepared), prepared.body)
        try:
            return await send(http, url, headers, prepared.body, call)
        except NetError:  # stale: the kept connection had gone, the next one is new
            try:
                return await send(http, url, headers, prepared.body, call)
            except NetError as error:
                raise UpstreamFault(broken(error, call)) from error

    async def _read(self, reply: "Reply", *, hang_up: bool) -> None:
        machine = self._machine
        size = 0
        head = b""
        cut: NetError | None = None
        try:
            async for data in reply.chunks():
                size += len(data)
                if len(head) < 64:
                    head += data[:64]
                self._take(machine.feed(data))
                if machine.done or machine.fault is not None or (hang_up and self.spoke):
                    break
                if size > MOST_BYTES:
                    raise NetError("too_large", "the answer goes on and on", received=size)
        except NetError as error:
            cut = error
        self.streamed = bool(head) and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[", b"<", b"")
        if hang_up and self.spoke and cut is None:
            return
        self._take(machine.close())
        fault = machine.fault
        if fault is not None:
            self.failed = self._named(fault) if cut is None else broken(cut, self.call)
        elif self._silent():
            self.failed = read_failure(self.call)  # an answer with nothing in it is none

    def _silent(self) -> bool:
        message = self._fold.message()
        blank = all(isinstance(block, TextOut) and not block.text for block in message.content)
        return blank and message.stop_reason in ("end_turn", None)

    def _named(self, fault: UpstreamFault) -> Diagnosis:
        """An error told inside a 200 is read like any other."""
        words = getattr(self._machine, "error_body", b"") or fault.error_body
        return read_failure(self.call, body=words) if words else fault.diagnosis

    def _take(self, events: list[Emitted]) -> None:
        for event in events:
            self._fold.accumulate(event)
            plain = event.event if isinstance(event, Verbatim) else event
            if isinstance(plain, BlockDelta):
                self._pieces += 1
                self.spoke = self.spoke or not (isinstance(plain.delta, TextDelta) and not plain.delta.text)
        if events and self.first is None:
            self.first = time.monotonic()

    def told(self, begun: float, mended: list[str], facts: list[Fact], requests: int) -> Pinged:
        message = self._fold.message()
        text = "".join(block.text for block in message.content if isinstance(block, TextOut))
        calls = [block for block in message.content if isinstance(block, ToolUseOut)]
        return Pinged(
            ok=self.failed is None,
            ms=(time.monotonic() - begun) * 1000,
            first_ms=None if self.first is None else (self.first - begun) * 1000,
            status=self.status,
            diagnosis=self.failed,
            text=text[:MOST_TEXT],
            usage=self._machine.usage,
            streamed=self.streamed,
            ended=self._machine.done,
            pieces=self._pieces,
            stop_reason=message.stop_reason or "",
            tool_call=_tool_call(calls[0]) if calls else None,
            mended=tuple(mended),
            facts=tuple(facts),
            requests=requests,
        )


def _tool_call(block: ToolUseOut) -> ToolCall:
    fields = read_object(block.input) or {}
    return ToolCall(
        name=block.name[:MOST_TEXT],
        arguments=bytes(block.input).decode("utf-8", "replace")[:MOST_TEXT],
        sound=block.name == TOOL and "ready" in fields,
    )


def _repair(answer: _Answer, mended: list[str]) -> Repair | None:
    """What the road would try by itself: the first repair that is new and asks for no other key."""
    if answer.failed is None or answer.spoke:
        return None
    for repair in repairs(answer.failed, answer.call):
        if not repair.refresh_key and repair.learn and repair.words not in mended:
            return repair
    return None


def _call(provider: Provider, model: str, limits: Limits, body: bytes) -> Call:
    return Call(
        request=decode_request(body),
        body=body,
        target=Target(provider.name, model),
        provider=provider,
        limits=limits,
        estimate=estimate_prompt(len(body)),
        new_id=lambda prefix: prefix + secrets.token_hex(12),
    )


def _fact(provider: Provider, model: str, name: str, value: Any) -> Fact:
    return Fact(provider=provider.name, base_url=provider.base_url, model=model, name=name, value=value)
