"""The conversation as Gemini's contents: user and model in turn, every result in the content behind its calls."""

from typing import Any

from msgspec import Raw

from tui_router.dialects.arguments import arguments
from tui_router.dialects.content import Part, Parts
from tui_router.dialects.envelope import Sealed
from tui_router.dialects.gemini.content import text_part
from tui_router.dialects.gemini.drop import refuses_ids
from tui_router.dialects.gemini.served import unpacked
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.pairs import Answer, Placed, Turn
from tui_router.dialects.plain_json import plain_arguments
from tui_router.dialects.signatures import UNSIGNED, Signatures, word
from tui_router.messages.blocks import (
    DocumentBlock,
    ImageBlock,
    RedactedThinkingBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
)
from tui_router.providers.quirks import Quirks

OPENING = "(start of the conversation)"
"""Stands where the model would speak first."""
CLOSING = "(go on from here)"
"""Stands where the model would have spoken last."""

SHOWN_IN_RESULTS = frozenset({"image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"})
"""Media a functionResponse may hold: https://ai.google.dev/gemini-api/docs/function-calling"""

Content = dict[str, Any]


class History:
    """`media` says whether results hold images, `signed` whether the model wants its calls signed, `user_last` that it
    refuses to go on with words of its own, `served` that it takes back what its own tools did."""

    def __init__(
        self,
        parts: Parts,
        names: NameMap,
        ledger: Ledger,
        quirks: Quirks,
        signatures: Signatures,
        *,
        media: bool,
        signed: bool,
        user_last: bool,
        served: bool,
    ) -> None:
        self._parts = parts
        self._names = names
        self._ledger = ledger
        self._forget = quirks.strip_thinking or "thinking" in quirks.refused_blocks
        self._mend = quirks.mend_arguments
        self._no_ids = refuses_ids(quirks.drop)
        self._signatures = signatures
        self._media = media
        self._signed = signed or quirks.thought_signatures
        self._user_last = user_last
        self._takes_served = served
        self._out: list[Content] = []
        self._calls: dict[str, tuple[str, str]] = {}  # the target's name and id of each call, by our id
        self._aside: list[Part] = []  # what results show, behind all of them

    def write(self, turns: list[Turn]) -> list[Content]:
        for turn in turns:
            if turn.role == "assistant":
                self._model(turn)
            else:
                self._say("user", [part for placed in turn.blocks for part in self._parts.of(placed)])
        if not self._out or self._out[0]["role"] != "user":
            self._ledger.add("added", "messages", "the user speaks first here", after=OPENING)
            self._out.insert(0, {"role": "user", "parts": [text_part(OPENING)]})
        if self._user_last and self._out[-1]["role"] == "model":
            self._ledger.add("added", "messages", "the user speaks last here", after=CLOSING)
            self._out.append({"role": "user", "parts": [text_part(CLOSING)]})
        if self._signed:
            self._sign()
        return self._out

    def _say(self, role: str, parts: list[Part]) -> None:
        """A part without anything in it is refused, and so is a content in which results of calls stand beside anything
        else: Google takes it for words of the model's."""
        said = [part for part in parts if part.get("text") != "" or "thoughtSignature" in part]
        if not said:
            return
        last = self._out[-1] if self._out else None
        if last is not None and last["role"] == role and _tells(last["parts"]) == _tells(said):
            last["parts"].extend(said)
        else:
            self._out.append({"role": role, "parts": said})

    def _model(self, turn: Turn) -> None:
        parts: list[Part] = []
        ids: set[str] = set()
        for placed in turn.blocks:
            block = placed.block
            if type(block) is ToolUseBlock:
                parts += self._call(placed, block, ids)
            elif type(block) is ThinkingBlock:
                self._think(placed, block.thinking, block.signature, parts)
            elif type(block) is RedactedThinkingBlock:
                self._think(placed, "", block.data, parts)
            else:
                parts += self._text(placed, self._parts.words(placed))
        self._say("model", parts)
        self._say("user", [self._result(answer) for answer in turn.answers])
        aside, self._aside = self._aside, []
        self._say("user", aside)

    def _think(self, placed: Placed, thinking: str, signature: str, parts: list[Part]) -> None:
        """Only what the target signed itself goes back, on the kind of part that it came with."""
        sealed = None if self._forget else self._signatures.opened(signature)
        if sealed is None or not sealed.held:
            self._forgotten(placed)
        else:
            parts.append({"text": thinking, "thought": True, "thoughtSignature": sealed.held})

    def _text(self, placed: Placed, text: str) -> list[Part]:
        part = text_part(text)
        sealed = None if self._forget else self._signatures.of_text(text)
        if sealed is not None and sealed.held:
            part["thoughtSignature"] = sealed.held
        return [*self._served(placed, sealed), part]

    def _served(self, placed: Placed, sealed: Sealed | None) -> list[Part]:
        parts = unpacked(sealed)
        if parts and not self._takes_served:
            reason = "what its own tools did before is not taken without those tools"
            self._ledger.count("dropped", placed.path, reason, "pieces", by=len(parts))
            return []
        return parts

    def _forgotten(self, placed: Placed) -> None:
        reason = (
            "the target takes no earlier thinking" if self._forget else "the target needs none of it back"
        )
        self._ledger.count("dropped", placed.path, reason, "blocks")

    def _call(self, placed: Placed, block: ToolUseBlock, ids: set[str]) -> list[Part]:
        """`ids` are those that calls of this step have: Google gives one twice at times, and refuses it twice."""
        written = arguments(placed, block.input, self._ledger).encode("utf-8", "replace")
        if self._mend:
            anew = plain_arguments(written)
            if anew != written:
                path = f"{placed.path}.input"
                self._ledger.count("repaired", path, "arguments are written anew", "calls")
            written = anew
        sealed = self._signatures.of_call(block.id)
        name, id = self._names.out(block.name), word(sealed, "id")
        if id and (self._no_ids or id in ids):
            reason = "the target refuses ids" if self._no_ids else "another call of this step has it"
            self._ledger.add("dropped", f"{placed.path}.id", reason, before=id)
            id = ""
        ids.add(id)
        self._calls[block.id] = (name, id)
        call: Part = {"name": name, "args": Raw(written)}
        if id:
            call["id"] = id
        part: Part = {"functionCall": call}
        if sealed is not None and sealed.held:
            part["thoughtSignature"] = sealed.held
        return [*self._served(placed, sealed), part]

    def _result(self, answer: Answer) -> Part:
        block, content = answer.block, answer.block.content
        name, id = self._calls[block.tool_use_id]
        texts: list[str] = []
        shown: list[Part] = []
        if isinstance(content, str):
            texts.append(content)
        else:
            for at, inner in enumerate(content or ()):
                placed = Placed(f"{answer.place.path}.content", inner, at)
                if type(inner) is TextBlock:
                    texts.append(inner.text)
                elif isinstance(inner, ImageBlock | DocumentBlock):
                    texts += self._show(placed, name, shown)
                else:
                    texts.append(self._parts.words(placed))
        said = "\n".join(filter(None, texts))
        response: Part = {"name": name, "response": {"error" if block.is_error else "output": said}}
        if id:
            response["id"] = id
        if shown:
            response["parts"] = shown
        return {"functionResponse": response}

    def _show(self, placed: Placed, name: str, shown: list[Part]) -> list[str]:
        """Put what is not text where it can be seen; hand back what stands in the result itself."""
        parts = self._parts.of(placed)
        if all("text" in part for part in parts):
            return [part["text"] for part in parts]
        if self._media and all(
            "text" in part or part.get("inlineData", {}).get("mimeType") in SHOWN_IN_RESULTS for part in parts
        ):
            shown += [part for part in parts if "text" not in part]
            return [part["text"] for part in parts if "text" in part]
        kind = "image" if isinstance(placed.block, ImageBlock) else "document"
        self._aside += [text_part(f"[{kind} from the result of {name}]"), *parts]
        self._ledger.count(
            "moved", placed.path, f"a result holds only text: the {kind} stands behind it", f"{kind}s"
        )
        return [f"[{kind} shown below]"]

    def _sign(self) -> None:
        """The first call of each step needs a signature. The target looks only at the turn that is under way; a stand-in
        that went when the turn has ended would be another beginning of the next request, which no cache knows."""
        for content in self._out:
            first = next((part for part in content["parts"] if "functionCall" in part), None)
            if first is not None and "thoughtSignature" not in first:
                first["thoughtSignature"] = UNSIGNED
                reason = "the target wants a signature with the first call of each step"
                self._ledger.count("added", "messages[*].content[*]", reason, "stand-ins")


def _tells(parts: list[Part]) -> bool:
    """Whether these are results of calls."""
    return "functionResponse" in parts[0]
