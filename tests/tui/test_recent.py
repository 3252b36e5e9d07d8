from tui_router.journal.record import ExchangeRow, Times
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.recent import BUCKETS, DECISIONS, LOOKED_AT, recent, spark

NOW = 1_790_078_676.0


def row(id, age, **given):
    return ExchangeRow(**{"id": id, "started_at": NOW - age, "state": "ok", "tier": "sonnet", "provider": "openai", "model": "m",
                          "times": Times(sent=0.1, headers=0.4), **given})  # fmt: skip


def test_tiers_and_providers_by_minute():
    sums = recent([row(4, 1), row(3, 61, state="failed"), row(2, 65, state="repaired"), row(1, 599)], NOW)
    tier = sums.tiers["sonnet"]
    assert tier.buckets == [1, 0, 0, 0, 0, 0, 0, 0, 2, 1]
    assert (tier.count, tier.failed, tier.repaired) == (4, 1, 1)
    assert [round(sum(waits), 1) for waits in sums.providers["openai"].waits][-2:] == [0.6, 0.3]


def test_what_a_rule_sent_elsewhere_says_nothing_of_the_tier():
    sums = recent([row(2, 1, rule=3, provider="vllm"), row(1, 1)], NOW)
    assert sums.tiers["sonnet"].count == 1
    assert sums.providers["vllm"].count == 1


def test_what_was_answered_here_and_what_is_old_is_left_out():
    sums = recent([row(3, 1, state="local"), row(2, 1, provider=""), row(1, 600)], NOW)
    assert sums.tiers == sums.providers == {}
    assert [each.id for each in sums.decisions] == [1]


def test_a_clock_that_went_back_and_a_busy_gateway():
    many = (row(id, -50) for id in range(LOOKED_AT * 2, 0, -1))
    sums = recent(many, NOW)
    assert sums.tiers["sonnet"].count == LOOKED_AT
    assert sums.tiers["sonnet"].buckets[BUCKETS - 1] == LOOKED_AT
    assert len(sums.decisions) == DECISIONS
    assert next(many).id == LOOKED_AT


def test_a_sparkline_is_to_scale():
    assert spark([0, 1, 2, 4], UNICODE.spark) == "▁▃▅█"
    assert spark([0, 0], UNICODE.spark) == "▁▁"
    assert spark([0.5], UNICODE.spark, most=1.0) == "▅"
    assert spark([-3, 2], UNICODE.spark) == "▁█"


def test_a_held_one_is_live():
    sums = recent([row(2, 1, state="held"), row(1, 1, state="waiting")], NOW)
    assert sums.tiers["sonnet"].live == 2
