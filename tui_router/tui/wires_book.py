"""What the Routes screen knows between two readings: the wiring, the models, what translation would lose, verdicts."""

from collections import Counter
from collections.abc import Hashable, Iterable

from tui_router.control.wiring import DryRun, Verdict, Wires
from tui_router.core.fact import Fact
from tui_router.core.target import Target
from tui_router.journal.record import KnownModel

_HOPS = 8
"""Aliases behind each other that are followed; the gateway refuses circles, an old one may not."""


def listed(value: object) -> list[str]:
    """A chain, whether it stands as one name or as a list."""
    return (
        [value] if isinstance(value, str) else [str(one) for one in value] if isinstance(value, list) else []
    )


class WiresBook:
    def __init__(self) -> None:
        self.wires: Wires | None = None
        self.models: dict[str, KnownModel] = {}
        self.models_of: tuple[int, int] | None = None
        """The revision, and how many models the providers had, when they were read; None: they are to be read."""
        self.dry: dict[str, DryRun] = {}
        """By tier: its newest request, rehearsed for where the tier goes now."""
        self.verdicts: dict[str, Verdict] = {}
        """By target, until the wiring changes."""
        self.asking: set[str] = set()
        self.learned: Counter[str] = Counter()
        """Facts by provider."""
        self.chosen: Hashable = None
        """What the cursor was on when the screen was last left."""

    def load(self, wires: Wires) -> None:
        if self.wires is not None and wires.revision != self.wires.revision:
            self.dry.clear()
            self.verdicts.clear()
        self.wires = wires

    def knows(self, models: Iterable[KnownModel], of: tuple[int, int]) -> None:
        self.models = {model.target: model for model in models}
        self.models_of = of

    def facts(self, facts: Iterable[Fact]) -> None:
        self.learned = Counter(fact.provider for fact in facts if fact.origin != "catalog")

    def targets(self, names: Iterable[str]) -> list[str]:
        """The targets these names stand for, aliases followed, each once."""
        aliases = self.wires.aliases if self.wires is not None else {}
        found: list[str] = []

        def follow(name: str, hops: int) -> None:
            if name in aliases and hops:
                for behind in listed(aliases[name]):
                    follow(behind, hops - 1)
            elif name not in found:
                found.append(name)

        for name in names:
            follow(name, _HOPS)
        return found

    def chain(self, tier: str) -> list[str]:
        """Where a tier goes; empty: nowhere."""
        return self.targets(listed(self.wires.effective.get(tier, []))) if self.wires is not None else []

    def own(self, tier: str) -> bool:
        """It is wired itself, and does not only take the default."""
        return self.wires is not None and tier in self.wires.tiers

    def model_of(self, provider: str) -> str:
        """A target with which a provider can be tried: one that is wired, else the first that it lists."""
        if self.wires is None:
            return ""
        wired = [target for tier in self.wires.effective for target in self.chain(tier)]
        wired += [target for rule in self.wires.rules for target in self.targets(rule.to)]
        known = (target for target in (*wired, *self.models) if Target.parse(target).provider == provider)
        return next(known, "")

    def everything(self) -> list[str]:
        """Each target that a tier, a rule or an alias names."""
        if self.wires is None:
            return []
        names = [target for tier in self.wires.effective for target in self.chain(tier)]
        names += [name for rule in self.wires.rules for name in rule.to]
        return self.targets([*names, *self.wires.aliases])
