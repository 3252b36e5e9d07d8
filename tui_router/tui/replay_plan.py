"""What is about to be sent again: to which targets, what of it was changed, what it costs, and whether to ask twice."""

from dataclasses import dataclass, field

from tui_router.control.inspect import Resend
from tui_router.control.wiring import DryRun
from tui_router.tui import cells

DEAR = 0.50
"""US dollars from which on a second key is asked for."""
MANY = 10
MANY_UNPRICED = 3


@dataclass
class Plan:
    """`targets` "" follows the wiring. `costs` has a rehearsal for each target that was asked for."""

    ask: Resend = field(default_factory=Resend)
    targets: list[str] = field(default_factory=list)
    rehearsed: dict[str, DryRun] = field(default_factory=dict)

    def toggle(self, target: str) -> None:
        if target in self.targets:
            self.targets.remove(target)
        else:
            self.targets.append(target)

    def aims(self, here: str | None) -> list[str]:
        """Those ticked, or the one the cursor is on."""
        return list(self.targets) or ([here] if here is not None else [])

    def cost(self, aims: list[str]) -> float | None:
        """Of the prompts together; None when the price of one is unknown."""
        prices = [self.rehearsed[aim].cost if aim in self.rehearsed else None for aim in aims]
        known = [price for price in prices if price is not None]
        return sum(known) if len(known) == len(aims) else None

    def said(self, aims: list[str]) -> str:
        """ "3 requests, about $0.16 for the prompts"."""
        cost, many = self.cost(aims), len(aims) > 1
        count = cells.plural(len(aims), "request")
        if cost is None:
            return f"{count}, of unknown price"
        if cost <= 0:
            return f"{count}, free of charge"
        return f"{count}, about {cells.money(cost)} for the {'prompts' if many else 'prompt'}"

    def problems(self, aims: list[str]) -> list[str]:
        """What would keep one from being sent."""
        return [
            self.rehearsed[aim].problem
            for aim in aims
            if aim in self.rehearsed and self.rehearsed[aim].problem
        ]

    def asks_twice(self, aims: list[str]) -> bool:
        cost = self.cost(aims)
        return (cost or 0.0) > DEAR or len(aims) > MANY or (cost is None and len(aims) > MANY_UNPRICED)

    @property
    def changed(self) -> str:
        """What was changed by hand, in words; "" for nothing."""
        if self.ask.body:
            return "the whole request, in an editor"
        return ", ".join(self.ask.patch)

    def resend(self, target: str) -> Resend:
        return Resend(to=target, patch=self.ask.patch, body=self.ask.body)
