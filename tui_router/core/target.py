"""Where a request can go, and the small closed vocabularies that name it."""

from typing import Literal

import msgspec

Tier = Literal["haiku", "sonnet", "opus", "fable", "default"]
TIERS: tuple[Tier, ...] = ("haiku", "sonnet", "opus", "fable", "default")

Kind = Literal["main", "subagent", "title", "compaction", "web_search", "classifier", "count", "other"]

Dialect = Literal["anthropic", "chat", "responses", "gemini", "bedrock"]


class Target(msgspec.Struct, frozen=True, order=True):
    """A provider's name and the model id as that provider spells it.

    `model` is empty when only a provider was named: the client's own model name is kept.
    """

    provider: str
    model: str = ""

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Read "provider/model"; the first slash splits, so "vllm/Qwen/Qwen3-8B" keeps its model whole."""
        provider, _, model = text.partition("/")
        return cls(provider, model)

    def __str__(self) -> str:
        return f"{self.provider}/{self.model}" if self.model else self.provider


class Limits(msgspec.Struct, frozen=True):
    """What a target can take, in tokens; None is unknown. The `_from` fields say who told us, for the screen."""

    context_window: int | None = None
    max_output_tokens: int | None = None
    window_from: str = ""
    output_from: str = ""

    @property
    def sure_window(self) -> int | None:
        """The window when a person or the upstream itself told it: lists and catalogs name another server's often
        enough, so nothing is cut or refused by theirs."""
        return self.context_window if self.window_from in ("config", "fact") else None
