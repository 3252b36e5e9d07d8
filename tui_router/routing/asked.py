"""What a request is, as far as rules look at it. Pure: headers and a decoded body in, plain values out.

Most of it is an attribute away. What costs a walk over the conversation (images, documents, a tag) is looked at only
when a rule of the table asks for it.
"""

import re
from collections.abc import Collection, Iterator, Mapping

import msgspec

from tui_router.core.target import Kind, Tier
from tui_router.messages.blocks import Block, DocumentBlock, ImageBlock, TextBlock, ToolResultBlock
from tui_router.messages.request import MessagesRequest
from tui_router.routing.tiers import plain_name, tier_of

_TAG = re.compile(r"\s{0,20}<(CCR-SUBAGENT-MODEL|tui-router-model)>([^<>\s]{1,200})</\1>", re.IGNORECASE)
_TAG_READ = 400
"""Characters of a text in which a tag is looked for: it stands at the very beginning."""


class Tag(msgspec.Struct, frozen=True):
    """A model that the prompt itself names, and the text that names it. `name` is "provider/model" or an alias, `where`
    the member of the request that holds it."""

    name: str
    text: str
    where: str = "system"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`model` is the client's name without `[1m]`. `input_tokens` is counted or estimated, by whoever made this."""

    model: str
    tier: Tier
    kind: Kind = "main"
    session: str = ""
    agent: str = ""
    depth: int = 0
    thinking: bool = False
    effort: str = ""
    input_tokens: int = 0
    image: bool = False
    document: bool = False
    tools: tuple[str, ...] = ()
    headers: Mapping[str, str] = {}
    tag: Tag | None = None


def named(model: str, kind: Kind = "main") -> Asked:
    """A request of which nothing but the model's name and the kind is known."""
    name = plain_name(model) or model
    return Asked(model=name, tier=tier_of(name), kind=kind)


def read_asked(
    request: MessagesRequest,
    headers: Mapping[str, str],
    kind: Kind,
    *,
    session: str = "",
    agent: str = "",
    depth: int = 0,
    input_tokens: int = 0,
    looks: Collection[str] = (),
) -> Asked:
    """`looks` names the conditions that some rule has; the dear ones are read only then."""
    name = plain_name(request.model) or request.model
    image = document = False
    if "has_image" in looks or "has_document" in looks:
        image, document = _media(request)
    return Asked(
        model=name,
        tier=tier_of(name),
        kind=kind,
        session=session,
        agent=agent,
        depth=depth,
        thinking=request.thinking_on,
        effort=(request.output_config.effort or "") if request.output_config else "",
        input_tokens=input_tokens,
        image=image,
        document=document,
        tools=tuple(tool.name or tool.type for tool in request.tools or ()) if "has_tool" in looks else (),
        headers=headers,
        tag=find_tag(request) if "tag" in looks else None,
    )


def find_tag(request: MessagesRequest) -> Tag | None:
    """The model named at the beginning of a system text or of the first user text, in either spelling:
    `<tui-router-model>provider/model</tui-router-model>`, or claude-code-router's
    `<CCR-SUBAGENT-MODEL>provider,model</CCR-SUBAGENT-MODEL>`.
    """
    for where, text in _openings(request):
        found = _TAG.match(text[:_TAG_READ])
        if found:
            spelled = found[2].replace(",", "/", 1) if found[1].lower().startswith("ccr") else found[2]
            return Tag(spelled, found[0].strip(), where)
    return None


def _openings(request: MessagesRequest) -> Iterator[tuple[str, str]]:
    system = request.system
    if isinstance(system, str):
        yield "system", system
    else:
        yield from (("system", block.text) for block in system or ())
    first = next((message for message in request.messages if message.role == "user"), None)
    if first is None:
        return
    if isinstance(first.content, str):
        yield "messages", first.content
    else:
        yield from (("messages", block.text) for block in first.content if isinstance(block, TextBlock))


def _media(request: MessagesRequest) -> tuple[bool, bool]:
    """Whether the conversation holds an image, a document; tool results are looked into."""
    image = document = False
    for block in _blocks(request):
        image = image or isinstance(block, ImageBlock)
        document = document or isinstance(block, DocumentBlock)
        if image and document:
            break
    return image, document


def _blocks(request: MessagesRequest) -> Iterator[Block]:
    for message in request.messages:
        if isinstance(message.content, str):
            continue
        for block in message.content:
            yield block
            if isinstance(block, ToolResultBlock) and not isinstance(block.content, str):
                yield from block.content or ()
