"""What went wrong lately in groups, and what is offered."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.diagnose.facts import trouble
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.gateway import troubles as room
from tui_router.gateway.troubles import gather, offer_for, words_for
from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow
from tui_router.providers.provider import Model, Provider

PROVIDERS = {
    "p": Provider(
        name="p",
        dialect="chat",
        base_url="https://p.example/v1",
        models={"fixed": Model(max_output_tokens=32_000)},
    ),
    "o": Provider(name="o", dialect="chat", base_url="https://o.example/v1"),
}


def diagnosed(name: str, quote: str = "", **figures: Any) -> Diagnosis:
    row = TAXONOMY.get(name)
    return Diagnosis(
        name=name,
        type=row.type if row else "api_error",
        status=row.answer_status if row else 500,
        message="the upstream refuses",
        title=row.title if row else "odd",
        quote=quote,
        remedy=row.remedy if row else "Look at the log.",
        heals=bool(row and row.heals),
        figures=figures,
    )


TOO_LARGE = diagnosed("max_tokens_too_large", "max_tokens: 32000 > 8192", requested=32_000, limit=8192)


def exchange(
    number: int,
    state: Any = "failed",
    diagnosis: Diagnosis | None = TOO_LARGE,
    notes: list[Note] | None = None,
    learned: list[Fact] | None = None,
    attempts: list[AttemptRow] | None = None,
    **row: Any,
) -> ExchangeDetail:
    notes = notes or []
    made = ExchangeRow(
        **{
            "id": number,
            "started_at": 1000.0 + number,
            "state": state,
            "provider": "p",
            "model": "m",
            "diagnosis": diagnosis.name if diagnosis else "",
            "losses": sum(note.lossy for note in notes),
            **row,
        }
    )
    return ExchangeDetail(
        row=made, diagnosis=diagnosis, notes=notes, learned=learned or [], attempts=attempts or []
    )


def ok(number: int, *notes: Note, **row: Any) -> ExchangeDetail:
    return exchange(number, "ok", None, list(notes), **row)


DROPPED = Note("dropped", "messages[3].content[0].citations", "no counterpart in Chat Completions")


def test_failures_of_one_kind_at_one_target_are_one_group() -> None:
    found = gather([exchange(3), exchange(1), exchange(2, model="n"), exchange(4, provider="o")], PROVIDERS)
    assert [(group.provider, group.model, group.count, group.exchanges) for group in found] == [
        ("o", "m", 1, [4]),
        ("p", "m", 2, [3, 1]),
        ("p", "n", 1, [2]),
    ]
    assert (found[1].first, found[1].last) == (1001.0, 1003.0)
    assert {(group.group, group.name, group.title) for group in found} == {
        ("failed", "max_tokens_too_large", "max_tokens too large")
    }


def test_failed_first_then_mended_then_lost_the_newest_of_each_first() -> None:
    found = gather(
        [
            ok(9, DROPPED),
            exchange(8, "repaired"),
            exchange(2, "repaired", model="n"),
            exchange(1),
            exchange(5, diagnosis=diagnosed("overloaded")),
            exchange(7, "cancelled"),
            exchange(6, "interrupted"),
        ],
        PROVIDERS,
    )
    assert [(group.group, group.exchanges) for group in found] == [
        ("failed", [5]),
        ("failed", [1]),
        ("mended", [8]),
        ("mended", [2]),
        ("lost", [9]),
    ]


def test_a_group_names_its_newest_exchanges_and_carries_the_newest_words() -> None:
    newest = diagnosed("max_tokens_too_large", "at most 4096", requested=32_000, limit=4096)
    found = gather(
        [*(exchange(number) for number in range(1, 20)), exchange(20, diagnosis=newest)], PROVIDERS
    )
    assert (found[0].count, found[0].exchanges) == (20, list(range(20, 10, -1)))
    assert found[0].diagnosis == newest
    assert found[0].remedy == "clamp max_tokens to 4,096"


def test_mended_says_what_is_known_now() -> None:
    learned = Fact(
        provider="p",
        base_url="",
        model="m",
        name="max_output_tokens",
        value=16_384,
        diagnosis="max_tokens_too_large",
    )
    drop = Fact(provider="p", base_url="", model="m", name="drop", value="temperature")
    other = Fact(
        provider="p", base_url="", model="m", name="images", value=False, diagnosis="image_unsupported"
    )
    tries = [
        AttemptRow(number=1),
        AttemptRow(number=2, repair="max_tokens 32,000 → 16,384"),
        AttemptRow(number=3),
    ]

    def remedy(**more: Any) -> str:
        return gather([exchange(1, "repaired", **more)], PROVIDERS)[0].remedy

    assert remedy(learned=[learned], attempts=tries) == "16,384 learned"
    assert remedy(learned=[learned, drop, other]) == "16,384, drop temperature learned"
    assert remedy(attempts=tries) == "max_tokens 32,000 → 16,384"
    assert remedy(learned=[drop] * 5) == ", ".join(["drop temperature"] * 3) + " learned and 2 more"
    assert remedy(trouble="overloaded, sent again") == "overloaded, sent again"
    assert gather([exchange(1, "repaired")], PROVIDERS)[0].offer is None


def test_losses_are_counted_once_an_exchange_wherever_in_the_list_they_stand() -> None:
    again = Note("dropped", "messages[7].content[2].citations", DROPPED.reason)
    clamped = Note("clamped", "max_tokens", "the target takes at most 8,192", before="32000", after="8192")
    renamed = Note("renamed", "model", "rewired")
    found = gather(
        [ok(1, DROPPED, again, renamed), ok(2, again, clamped), exchange(3, notes=[DROPPED])], PROVIDERS
    )
    lost = [group for group in found if group.group == "lost"]
    assert [(group.name, group.title, group.count, group.exchanges) for group in lost] == [
        (
            "dropped",
            "messages[].content[].citations dropped: no counterpart in Chat Completions",
            3,
            [3, 2, 1],
        ),
        ("clamped", "max_tokens clamped: the target takes at most 8,192", 1, [2]),
    ]
    assert all(group.offer is None and group.diagnosis is None for group in lost)


def test_the_same_loss_at_several_targets_is_one_group() -> None:
    elsewhere = ok(2, DROPPED)
    elsewhere.row.model = "another"
    (group,) = gather([ok(1, DROPPED), elsewhere, ok(3, DROPPED)], PROVIDERS)
    assert (group.count, group.targets) == (3, 2)


def test_old_losses_do_not_count_old_failures_do() -> None:
    found = gather([ok(1, DROPPED), exchange(2, notes=[DROPPED]), ok(3, DROPPED)], PROVIDERS, since=3)
    assert [(group.group, group.exchanges) for group in found] == [("failed", [2]), ("lost", [3])]


def test_what_was_imported_went_wrong_elsewhere() -> None:
    came = [exchange(9, imported=True), exchange(8, "repaired", imported=True), ok(7, DROPPED, imported=True)]
    assert gather(came, PROVIDERS) == []
    (group,) = gather([*came, exchange(3)], PROVIDERS)
    assert (group.count, group.exchanges) == (1, [3])


def test_groups_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_GROUPS", 4)
    many = [ok(number, Note("dropped", f"field{number}", "x" * 500)) for number in range(1, 20)]
    found = gather([*many, exchange(20)], PROVIDERS)
    assert [group.exchanges for group in found] == [[20], [19], [18], [17]]
    assert all(len(group.title) <= room.MOST_TITLE for group in found)


def offer(diagnosis: Diagnosis | None, **row: Any) -> Any:
    return offer_for(exchange(7, diagnosis=diagnosis, **row).row, diagnosis, PROVIDERS)


def test_a_figure_is_offered_as_a_fact_with_its_evidence() -> None:
    offered = offer(TOO_LARGE)
    assert (offered.words, offered.rewire) == ("clamp max_tokens to 8,192", False)
    assert offered.facts == [
        Fact(
            provider="p",
            base_url="https://p.example/v1",
            model="m",
            name="max_output_tokens",
            value=8192,
            origin="person",
            diagnosis="max_tokens_too_large",
            evidence="max_tokens: 32000 > 8192",
            exchange=7,
        )
    ]


def test_several_facts_are_one_offer() -> None:
    both = diagnosed("unsupported_sampling_value", "sampling is fixed")
    assert offer(both).words == "leave out temperature and leave out top_p and leave out top_k"
    offered = offer(diagnosed("stream_required"))
    assert offered.words == "stream always"
    assert len(offered.facts) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tools_unsupported", "point the tier at another model"),
        ("model_not_found", "point the tier at another model"),
        ("context_overflow", "compact, or point the tier at a model with a larger window"),
    ],
)
def test_what_this_target_cannot_do_asks_for_another(name: str, words: str) -> None:
    offered = offer(diagnosed(name, "at most 8192", window=8192))
    assert (offered.words, offered.rewire, offered.facts) == (words, True, [])


@pytest.mark.parametrize("name", ["overloaded", "rate_limited", "upstream_connect_error", "stream_truncated"])
def test_what_passes_is_offered_to_be_sent_again(name: str) -> None:
    offered = offer(diagnosed(name))
    assert (offered.words, offered.rewire, offered.facts) == ("send it again", False, [])


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("auth_invalid_key", "check the key this provider reads"),
        ("insufficient_credits", "add credit, or use another provider"),
        ("permission_denied", "check what the account may use"),
        ("tool_parser_not_enabled", None),
    ],
)
def test_what_a_person_must_do_elsewhere_is_told_not_offered(name: str, remedy: str | None) -> None:
    (found,) = gather([exchange(1, diagnosis=diagnosed(name))], PROVIDERS)
    assert found.offer is None
    assert found.remedy
    assert remedy is None or found.remedy == remedy


def test_what_nobody_knows_has_no_offer() -> None:
    assert offer(None) is None
    assert offer(diagnosed("from_the_future")) is None
    (found,) = gather([exchange(1, diagnosis=None, trouble="odd thing")], PROVIDERS)
    assert (found.name, found.title, found.remedy, found.offer) == ("", "odd thing", "", None)
    (found,) = gather([exchange(1, diagnosis=diagnosed("from_the_future"))], PROVIDERS)
    assert found.remedy == "look at the log"


def test_a_limit_of_the_settings_is_theirs_to_change() -> None:
    assert offer(TOO_LARGE, model="fixed") is None
    (found,) = gather([exchange(1, model="fixed")], PROVIDERS)
    assert found.remedy == "set max_output_tokens for this model"


def test_without_the_provider_there_is_nothing_to_put_down() -> None:
    assert offer(TOO_LARGE, provider="gone") is None
    assert offer(diagnosed("overloaded"), provider="gone").words == "send it again"


def test_a_figure_that_is_no_limit_is_not_offered() -> None:
    assert offer(diagnosed("max_tokens_too_large", "9" * 30, limit=10**30)) is None


def test_words_for_facts() -> None:
    assert words_for("drop", "temperature") == "leave out temperature"
    assert words_for("merge_roles", True) == "merge roles"
    assert words_for("top_k", True) == "set top_k to yes"
    assert words_for("max_stop", 2) == "set max_stop to 2"


FIGURES = st.dictionaries(
    st.sampled_from(["limit", "requested", "window", "input", "minimum", "param", "field"]),
    st.one_of(st.integers(), st.text(max_size=30)),
)


@given(st.sampled_from(sorted(TAXONOMY)), st.text(max_size=200), FIGURES)
def test_whatever_an_upstream_says_an_offer_can_be_laid_down(
    name: str, quote: str, figures: dict[str, Any]
) -> None:
    diagnosis = diagnosed(name, quote, **figures)
    (found,) = gather([exchange(1, diagnosis=diagnosis)], PROVIDERS)
    if found.offer is not None:
        assert found.offer.words
        assert not any(trouble(fact.name, fact.value) for fact in found.offer.facts)
        assert not (found.offer.rewire and found.offer.facts)
    assert found.remedy or TAXONOMY[name].remedy == ""
