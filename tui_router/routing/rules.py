"""A `[[routes]]` entry and the test whether it fits a request."""

import fnmatch

import msgspec

from tui_router.core.target import Tier
from tui_router.routing.chains import Chain


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """All conditions that are set must hold. `model` is the client's model name, exact or a glob ("cc-*");
    `number` counts from 1 in the order of the file and is how a reason names the rule."""

    number: int
    to: Chain
    model: str = ""
    tier: Tier | None = None

    def fits(self, model: str, tier: Tier) -> bool:
        if self.tier is not None and self.tier != tier:
            return False
        return not self.model or model == self.model or fnmatch.fnmatchcase(model, self.model)

    def conditions(self) -> str:
        """The conditions in words: "model cc-*, tier opus"."""
        parts = [f"model {self.model}"] if self.model else []
        if self.tier is not None:
            parts.append(f"tier {self.tier}")
        return ", ".join(parts)
