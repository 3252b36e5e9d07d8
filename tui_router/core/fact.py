"""Something an upstream taught us about a target, or a person told us: kept, shown, editable."""

from typing import Literal

import msgspec

FactValue = bool | int | float | str
Origin = Literal["learned", "person", "catalog"]


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`name` is a limit ("max_output_tokens"), a calibration or a quirk ("drop"); `diagnose.facts` lists all of
    them with what they hold. A fact belongs to one endpoint: the same model behind another base URL may differ.

    `evidence` is what the upstream said (redacted, at most 400 characters), `exchange` the number of the exchange
    that taught it, `learned_at` UTC epoch seconds. `conversation` limits it to one conversation, `until` (UTC epoch
    seconds) to some time; such facts are not stored. A pinned fact is not overwritten by what is learned later.
    """

    provider: str
    base_url: str
    model: str
    name: str
    value: FactValue
    origin: Origin = "learned"
    diagnosis: str = ""
    evidence: str = ""
    exchange: int | None = None
    learned_at: float = 0.0
    pinned: bool = False
    conversation: str = ""
    until: float | None = None

    @property
    def lasting(self) -> bool:
        return not self.conversation and self.until is None
