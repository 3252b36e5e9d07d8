"""What is known of the targets: learned, said by a person, or from the catalog. Read by every request, so what is
known of a target is put together once and handed out until it changes.
"""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from tui_router.core.fact import Fact, FactValue
from tui_router.core.faults import ClientFault
from tui_router.core.redact import mask_secrets
from tui_router.diagnose.facts import key_of
from tui_router.gateway.fact_file import FactFile, FactWriter, unfit
from tui_router.gateway.fact_talks import Talks
from tui_router.providers.catalog import facts_of
from tui_router.providers.provider import Provider

log = logging.getLogger("tui_router.gateway")

MOST = 2000
"""Facts that are stored."""
MOST_OF_TARGET = 100
"""A hostile upstream could teach a new one with every refusal."""
MOST_TARGETS = 1000
"""A client may name any model, so those seen are bounded too."""
EVIDENCE = 400

_Key = tuple[str, str, str, str, str, FactValue]
_Target = tuple[str, str, str]  # provider, base URL, model


class _Snapshot:
    """What was put together for one target. `until` is when it is no longer right, None while nothing changes."""

    __slots__ = ("facts", "provider", "until")

    def __init__(self, provider: Provider, facts: tuple[Fact, ...], until: float | None) -> None:
        self.provider = provider
        self.facts = facts
        self.until = until


class FactBook:
    """Without a `path` nothing outlives the process. `secrets` are masked wherever they stand; the list may grow.
    `on_change` is called after each change.
    """

    def __init__(self, path: Path | None = None, *, clock: Callable[[], float] = time.time) -> None:
        self.revision = 0
        self.secrets: Sequence[str] = ()
        self.on_change: Callable[[], None] | None = None
        self._clock = clock
        self._lasting: dict[_Target, dict[_Key, Fact]] = {}
        self._count = 0  # of those that last
        self._passing: dict[_Key, Fact] = {}  # those that hold until some time
        self._talks = Talks()
        self._snapshots: dict[_Target, _Snapshot] = {}
        self._writer: FactWriter | None = None
        if path is not None:
            self._load(path)

    def _load(self, path: Path) -> None:
        file = FactFile(path)
        for fact in file.read():
            if not self._keep(fact):
                log.warning("%s: more than %d facts; one of %s is left out", path, MOST, fact.model)
        self._writer = FactWriter(file, self._everything)

    def __len__(self) -> int:
        """Facts that last."""
        return self._count

    @property
    def unwritten(self) -> bool:
        """The file lags behind."""
        return self._writer is not None and self._writer.late

    @property
    def conversations(self) -> int:
        """Conversations that have facts of their own."""
        return len(self._talks)

    # -- read

    def known(self, provider: Provider, model: str, conversation: str = "") -> tuple[Fact, ...]:
        """In the order to lay them: the catalog's, learned ones, a person's, pinned ones; this conversation's last."""
        found = self._snapshots.get((provider.name, provider.base_url, model))
        if (
            found is None
            or found.provider is not provider
            or (found.until is not None and found.until <= self._clock())
        ):
            found = self._put_together(provider, model)
        if conversation and self._talks:
            own = self._talks.of(conversation, (provider.name, provider.base_url, model), self._clock())
            if own:
                return (*found.facts, *own)
        return found.facts

    def all(self) -> list[Fact]:
        """All but the catalog's, newest first."""
        now = self._clock()
        passing = (
            fact for fact in (*self._passing.values(), *self._talks) if fact.until is None or fact.until > now
        )
        return sorted((*self._everything(), *passing), key=lambda fact: fact.learned_at, reverse=True)

    def seen(self) -> list[_Target]:
        """The targets that were asked about."""
        return list(self._snapshots)

    def held(self, fact: Fact) -> Fact | None:
        """What is known of the same thing."""
        if fact.conversation:
            return self._talks.held(fact)
        return self._passing.get(key_of(fact)) or self._of_target(fact).get(key_of(fact))

    # -- change

    def learn(self, facts: Sequence[Fact]) -> list[Fact]:
        """Keep what is new and return it. What a person pinned is not overwritten, and what is no fact, or holds
        a secret, is left out: it comes from an upstream's words."""
        taken = []
        for given in facts:
            fact = self._clean(given)
            if unfit(fact) or self._tells_secret(fact) or self._is_pinned(fact) or self._is_known(fact):
                continue
            if self._keep(fact):
                taken.append(fact)
        if taken:
            self._changed(taken)
        return taken

    def put(self, fact: Fact) -> Fact:
        """Take a person's word. The value that is known already keeps where it came from and is pinned, or no
        longer. Raises `ClientFault`."""
        fact = replace(self._clean(fact), origin="person", learned_at=self._clock())
        why = unfit(fact) or ("the value looks like a key" if self._tells_secret(fact) else "")
        if why:
            raise ClientFault.say(why)
        held = self._held_as_long(fact)
        if held is not None and held.value == fact.value and held.until == fact.until:
            if held.pinned == fact.pinned:
                return held
            fact = replace(held, pinned=fact.pinned)
        if not self._keep(fact):
            raise ClientFault.say(f"{MOST:,} facts are kept and none of them may go; forget some first")
        if fact.lasting:
            self._passing.pop(key_of(fact), None)  # it was learned before this was said
        self._changed([fact])
        return fact

    def forget(self, fact: Fact) -> bool:
        """Whether there was such a fact."""
        held = self.held(fact)
        if held is None:
            return False
        if held.conversation:
            self._talks.remove(held)
        elif held.lasting:
            self._remove(held)
        else:
            del self._passing[key_of(held)]
        self._changed([held])
        return True

    async def close(self) -> None:
        """Write what is not written yet. A disk that refuses is said in the log, not raised."""
        if self._writer is not None:
            await self._writer.close()

    # -- within

    def _clean(self, fact: Fact) -> Fact:
        said = fact.evidence[: EVIDENCE * 10].encode("utf-8", "replace").decode()
        evidence = mask_secrets(said, self.secrets)[:EVIDENCE]
        return replace(fact, evidence=evidence, learned_at=fact.learned_at or self._clock())

    def _tells_secret(self, fact: Fact) -> bool:
        """An upstream may name our key as the member that it refuses."""
        texts = (fact.model, fact.value) if isinstance(fact.value, str) else (fact.model,)
        return any(mask_secrets(text, self.secrets) != text for text in texts)

    def _is_pinned(self, fact: Fact) -> bool:
        held = self._of_target(fact).get(key_of(replace(fact, conversation="")))
        return held is not None and held.pinned

    def _of_target(self, fact: Fact) -> dict[_Key, Fact]:
        """What lasts of its target."""
        return self._lasting.get(_target(fact), {})

    def _held_as_long(self, fact: Fact) -> Fact | None:
        """What is held of the same thing in the same way: for good, for a while, for the conversation."""
        if fact.conversation:
            return self._talks.held(fact)
        return (self._of_target(fact) if fact.lasting else self._passing).get(key_of(fact))

    def _is_known(self, fact: Fact) -> bool:
        """Whether the very same is held, for at least as long."""
        held = self._held_as_long(fact)
        if held is None or held.value != fact.value:
            return False
        return held.until is None or (fact.until is not None and fact.until <= held.until)

    def _keep(self, fact: Fact) -> bool:
        """False when there is no room for it."""
        key = key_of(fact)
        if fact.conversation:
            self._talks.keep(fact, self._clock())
        elif not fact.lasting:
            while key not in self._passing and len(self._passing) >= MOST:
                del self._passing[next(iter(self._passing))]
            self._passing[key] = fact
        else:
            if key not in self._of_target(fact):
                if not self._room(fact):
                    return False
                self._count += 1
            self._lasting.setdefault(_target(fact), {})[key] = fact
        return True

    def _room(self, fact: Fact) -> bool:
        """Make room for one more that lasts: the oldest learned one goes that is not pinned."""
        near = self._of_target(fact)
        if fact.origin == "learned" and len(near) >= MOST_OF_TARGET:
            pool = list(near.values())
        elif self._count >= MOST:
            pool = self._everything()
        else:
            return True
        may_go = [held for held in pool if held.origin == "learned" and not held.pinned]
        if not may_go:
            return False
        oldest = min(may_go, key=lambda held: held.learned_at)
        self._remove(oldest)
        self._stale(oldest)
        return True

    def _remove(self, fact: Fact) -> None:
        target = _target(fact)
        del self._lasting[target][key_of(fact)]
        self._count -= 1
        if not self._lasting[target]:
            del self._lasting[target]

    def _everything(self) -> list[Fact]:
        """All that last."""
        return [fact for shelf in self._lasting.values() for fact in shelf.values()]

    def _put_together(self, provider: Provider, model: str) -> _Snapshot:
        target, now = (provider.name, provider.base_url, model), self._clock()
        self._passing = {
            key: fact for key, fact in self._passing.items() if fact.until is None or fact.until > now
        }
        own = list(self._lasting.get(target, {}).values())
        own += (fact for fact in self._passing.values() if _target(fact) == target)
        own.sort(key=_rank)
        mine = {key_of(fact) for fact in own}
        shipped = (fact for fact in facts_of(provider, model) if key_of(fact) not in mine)
        ends = [fact.until for fact in own if fact.until is not None]
        if target not in self._snapshots and len(self._snapshots) >= MOST_TARGETS:
            del self._snapshots[next(iter(self._snapshots))]
        found = _Snapshot(provider, (*shipped, *own), min(ends, default=None))
        self._snapshots[target] = found
        return found

    def _stale(self, fact: Fact) -> None:
        found = self._snapshots.get(_target(fact))
        if found is not None:
            found.until = 0.0

    def _changed(self, facts: Sequence[Fact]) -> None:
        self.revision += 1
        for fact in facts:
            self._stale(fact)
        if self._writer is not None and any(fact.lasting for fact in facts):
            self._writer.soon()
        if self.on_change is not None:
            self.on_change()


def _target(fact: Fact) -> _Target:
    return (fact.provider, fact.base_url, fact.model)


def _rank(fact: Fact) -> int:
    """Later ones win when they are laid. What holds for a while was learned in spite of what was known."""
    if fact.pinned:
        return 3
    if fact.until is not None:
        return 2
    return 1 if fact.origin == "person" else 0
