"""One look at the blocks of a conversation for what Anthropic would refuse of it: so a conversation that has none of it
costs a walk and goes as it came."""

import re

from tui_router.dialects.envelope import TAG
from tui_router.messages.blocks import (
    Block,
    RedactedThinkingBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolResultBlock,
    ToolUseBlock,
    WebSearchResultBlock,
)
from tui_router.messages.request import Message

ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""Of a call. Anthropic names the characters; Bedrock the length too."""

LONGEST_NAME = 200
"""Characters of the name of an earlier call. What a model called may be no tool that anybody offers."""

_is_id = ID.fullmatch


def sets_only(message: Message) -> bool:
    """A system message without a word that says how the turns from there on are to be answered."""
    return message.role == "system" and message.content == [] and bool(bytes(message.output_config))


class Look:
    """`thoughts` are the places of thinking that is not signed, or sealed for another upstream, by the number of its
    message. `odd_id`: an id of a call in other characters. `odd_name`: a call under no name or a very long one.
    `blank`: text without a letter. `searched`: a search ran on some server's side."""

    __slots__ = ("blank", "odd_id", "odd_name", "searched", "thoughts")

    def __init__(self, messages: list[Message]) -> None:
        self.blank = self.odd_id = self.odd_name = self.searched = False
        self.thoughts: dict[int, set[int]] = {}
        for number, message in enumerate(messages):
            content = message.content
            if not content:
                self.blank = self.blank or not sets_only(message)
            elif isinstance(content, str):
                self.blank = self.blank or content.isspace()
            else:
                self._see(number, content)

    def _see(self, number: int, content: list[Block]) -> None:
        """This runs over every block of every request: by the very class, the most frequent first."""
        for place, block in enumerate(content):
            if type(block) is ToolUseBlock:
                if not _is_id(block.id):
                    self.odd_id = True
                if not 0 < len(block.name) <= LONGEST_NAME:
                    self.odd_name = True
            elif type(block) is ToolResultBlock:
                if not _is_id(block.tool_use_id):
                    self.odd_id = True
                if isinstance(block.content, list):
                    self._see_result(block.content)
            elif type(block) is TextBlock:
                if not block.text or block.text.isspace():
                    self.blank = True
            elif type(block) is ThinkingBlock:
                if not block.signature or block.signature.startswith(TAG):
                    self.thoughts.setdefault(number, set()).add(place)
            elif type(block) is RedactedThinkingBlock:
                if block.data.startswith(TAG):
                    self.thoughts.setdefault(number, set()).add(place)
            elif type(block) is ServerToolUseBlock or type(block) is WebSearchResultBlock:
                self.searched = True

    def _see_result(self, content: list[Block]) -> None:
        for inner in content:
            if type(inner) is TextBlock and (not inner.text or inner.text.isspace()):
                self.blank = True
