"""What went wrong lately, gathered: exchanges that failed, were mended or lost something in the same way at the same
target, and what can be done about the failed ones with one key.
"""

import re
from collections.abc import Iterable, Mapping

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact, FactValue
from tui_router.core.note import Note
from tui_router.diagnose.facts import LIMITS, LISTS, trouble
from tui_router.diagnose.remedies import lasting_for
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.gateway.fact_book import EVIDENCE
from tui_router.journal.record import ExchangeDetail, ExchangeRow, Offer, Trouble
from tui_router.providers.provider import Provider

MOST_GROUPS = 300
MOST_EXCHANGES = 10
"""Numbers that a group names."""
MOST_TITLE = 160

_INDEX = re.compile(r"\[\d+\]")
_ORDER = {"failed": 0, "mended": 1, "lost": 2}
_REWIRE = frozenset({"surface_rewire_tier", "surface_model", "surface_prompt_too_long"})
"""Verbs of the taxonomy that mean: not with this target."""

_DO: dict[str, str] = {
    "max_output_tokens": "clamp max_tokens to {}",
    "context_window": "keep prompt and answer within {} tokens",
    "least_output": "raise max_tokens to {}",
    "output_field": "send the output limit as {}",
    "drop": "leave out {}",
    "drop_schema_keys": "leave {} out of tool schemas",
    "refused_blocks": "leave out {} blocks",
    "refused_betas": "leave out the beta {}",
    "replay_reasoning": "send earlier reasoning back as {}",
    "thinking_type": "thinking {}",
    "tool_ids": "rewrite tool call ids as {}",
    "dialect": "ask in {}",
    "most_cache_marks": "at most {} cache_control marks",
    "most_budget": "at most {} tokens of thinking",
    "least_budget": "at least {} tokens of thinking",
}
"""What laying a fact down does, where the fact's own name does not say it."""

_DO_FLAG: dict[tuple[str, FactValue], str] = {
    ("must_stream", True): "stream always",
    ("no_stream", True): "do not stream",
    ("no_stream", False): "stream always",
    ("images", False): "describe images instead of sending them",
    ("plain_schemas", True): "simplify tool schemas",
    ("plain_tool_names", True): "rename tools",
    ("merge_roles", True): "merge roles",
    ("flat_content", True): "send content as plain text",
    ("fill_empty", True): "fill empty content",
    ("mend_pairs", True): "pair tool calls with results",
    ("mend_arguments", True): "rewrite tool arguments",
    ("strip_thinking", True): "leave out earlier thinking",
    ("thought_signatures", True): "send thought signatures along",
    ("cache_marks", "none"): "leave out cache_control",
    ("cache_marks", "no_ttl"): "leave the ttl out of cache_control",
}


def gather(
    details: Iterable[ExchangeDetail], providers: Mapping[str, Provider], *, since: int = 0
) -> list[Trouble]:
    """Failed first, then by when it was last seen. Losses count in exchanges from number `since` on. What was imported
    went wrong at another gateway.
    """
    found: dict[tuple[str, ...], Trouble] = {}
    losing: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for detail in sorted(details, key=lambda detail: detail.row.id, reverse=True):
        row = detail.row
        if row.imported:
            continue
        if row.state in ("failed", "repaired"):
            name = row.diagnosis or (detail.diagnosis.name if detail.diagnosis else "")
            group = "failed" if row.state == "failed" else "mended"
            same = (group, name, row.provider, row.model)
            if same in found:
                _add(found[same], row)
            elif len(found) < MOST_GROUPS:
                found[same] = _failed(detail, name, providers) if group == "failed" else _mended(detail, name)
        if row.losses and row.id >= since:
            for key, note in {_loss(note): note for note in detail.notes if note.lossy}.items():
                targets = losing.setdefault(key, set())
                targets.add((row.provider, row.model))
                if key in found:
                    _add(found[key], row)
                    found[key].targets = len(targets)
                elif len(found) < MOST_GROUPS:
                    found[key] = _lost(note, key[2], row)
    return sorted(found.values(), key=lambda group: (_ORDER[group.group], -group.last))


def offer_for(
    row: ExchangeRow, diagnosis: Diagnosis | None, providers: Mapping[str, Provider]
) -> Offer | None:
    """What one key can do about this failure; None when a person has to do something elsewhere first."""
    if diagnosis is None:
        return None
    known = TAXONOMY.get(diagnosis.name)
    if known is not None and known.verb in _REWIRE:
        return Offer(words=_clause(known.remedy), rewire=True)
    facts = _facts(row, diagnosis, providers.get(row.provider))
    if facts:
        return Offer(
            words=" and ".join(dict.fromkeys(words_for(fact.name, fact.value) for fact in facts)), facts=facts
        )
    heals = known.heals if known is not None else diagnosis.heals
    return Offer(words="send it again") if heals or diagnosis.heals else None


def words_for(name: str, value: FactValue) -> str:
    """What a fact makes us do, for a person: "clamp max_tokens to 8,192"."""
    if (name, value) in _DO_FLAG:
        return _DO_FLAG[name, value]
    if name in _DO:
        return _DO[name].format(_shown(value))
    return f"set {name} to {_shown(value)}"


def _facts(row: ExchangeRow, diagnosis: Diagnosis, provider: Provider | None) -> list[Fact]:
    """What the figures of a failure say of its target. A limit that the settings name is theirs to change."""
    if provider is None or not row.model:
        return []
    configured = provider.models.get(row.model)
    found = []
    for learn in lasting_for(diagnosis):
        if trouble(learn.name, learn.value):
            continue
        if learn.name in LIMITS and configured is not None and getattr(configured, learn.name) is not None:
            continue
        fact = Fact(
            provider=provider.name,
            base_url=provider.base_url,
            model=row.model,
            name=learn.name,
            value=learn.value,
            origin="person",
            diagnosis=diagnosis.name,
            evidence=(diagnosis.quote or diagnosis.message)[:EVIDENCE],
            exchange=row.id,
        )
        found.append(fact)
    return found


def _add(group: Trouble, row: ExchangeRow) -> None:
    """One more of a group; exchanges come newest first."""
    group.count += 1
    group.first = min(group.first, row.started_at)
    group.last = max(group.last, row.started_at)
    if len(group.exchanges) < MOST_EXCHANGES:
        group.exchanges.append(row.id)


def _failed(detail: ExchangeDetail, name: str, providers: Mapping[str, Provider]) -> Trouble:
    row, diagnosis = detail.row, detail.diagnosis
    offer = offer_for(row, diagnosis, providers)
    known = TAXONOMY.get(name)
    remedy = (diagnosis.remedy if diagnosis is not None else "") or (
        known.remedy if known is not None else ""
    )
    found = _of(detail, "failed", name)
    found.offer = offer
    found.remedy = offer.words if offer is not None and (offer.facts or not remedy) else _clause(remedy)
    return found


def _mended(detail: ExchangeDetail, name: str) -> Trouble:
    learned = [fact for fact in detail.learned if fact.diagnosis in ("", name)]
    done = next((attempt.repair for attempt in reversed(detail.attempts) if attempt.repair), "")
    found = _of(detail, "mended", name)
    if learned:
        told = ", ".join(_learned(fact) for fact in learned[:3])
        found.remedy = f"{told} learned" + (f" and {len(learned) - 3} more" if len(learned) > 3 else "")
    else:
        found.remedy = done or detail.row.trouble
    return found


def _of(detail: ExchangeDetail, group: str, name: str) -> Trouble:
    row, diagnosis = detail.row, detail.diagnosis
    known = TAXONOMY.get(name)
    title = diagnosis.title if diagnosis is not None and diagnosis.name == name else ""
    return Trouble(
        group="failed" if group == "failed" else "mended",
        name=name,
        title=(title or (known.title if known is not None else "") or row.trouble or name)[:MOST_TITLE],
        provider=row.provider,
        model=row.model,
        count=1,
        first=row.started_at,
        last=row.started_at,
        exchanges=[row.id],
        diagnosis=diagnosis,
    )


def _loss(note: Note) -> tuple[str, ...]:
    return ("lost", note.act, _INDEX.sub("[]", note.path), note.reason)


def _lost(note: Note, path: str, row: ExchangeRow) -> Trouble:
    what = f"{path} {note.act}" if path else note.act
    return Trouble(
        group="lost",
        name=note.act,
        title=f"{what}: {note.reason}"[:MOST_TITLE],
        provider=row.provider,
        model=row.model,
        count=1,
        first=row.started_at,
        last=row.started_at,
        exchanges=[row.id],
    )


def _learned(fact: Fact) -> str:
    """A fact in a list row: a limit by its figure alone, the rest by name."""
    if fact.name in LIMITS:
        return _shown(fact.value)
    if isinstance(fact.value, bool):
        return fact.name if fact.value else f"no {fact.name}"
    return f"{fact.name} {_shown(fact.value)}" if fact.name in LISTS or fact.value else fact.name


def _shown(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int | float) else value


def _clause(sentence: str) -> str:
    """A remedy as part of a row: "Add credit, or wait." becomes "add credit, or wait"."""
    sentence = sentence.strip().removesuffix(".")
    return sentence[:1].lower() + sentence[1:]
