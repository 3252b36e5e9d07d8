import pytest
from msgspec.structs import replace

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.gateway.laying import MOST_SESSIONS, laid, laid_for_session
from tui_router.providers.provider import Model, Provider
from tui_router.routing.table import build
from tui_router.settings.patch import bare

P = Provider(name="p", dialect="chat", base_url="http://127.0.0.1", models={"m": Model()})
TABLE = build(providers={"p": P}, tiers={"opus": [Target("p", "a")]}, revision=4)
WIRED = bare(TABLE.providers, TABLE.tiers)


def test_the_next_table_is_one_revision_on_and_the_old_one_stays():
    table, wired = laid(TABLE, WIRED, {"tiers": {"haiku": "p/b"}})
    assert (table.revision, table.tiers["haiku"], wired.tiers) == (5, (Target("p", "b"),), table.tiers)
    assert "haiku" not in TABLE.tiers


def test_the_first_change_chooses_what_was_only_proposed():
    proposed = build(providers={"p": P}, tiers={})
    assert not proposed.wired
    table, _ = laid(proposed, bare(proposed.providers, {}), {"tiers": {"haiku": "p/b"}})
    assert table.wired
    assert table.tiers["opus"] == (Target("p", "m"),)
    assert table.tiers["haiku"] == (Target("p", "b"),)


def test_a_masked_header_keeps_the_value_nobody_saw():
    keyed = replace(P, headers={"x-team": "red", "x-access-token": "not-shown"})
    patch = {"providers": {"p": {"headers": {"x-team": "blue", "x-access-token": "****"}}}}
    table, _ = laid(replace(TABLE, providers={"p": keyed}), bare({"p": keyed}, TABLE.tiers), patch)
    assert table.providers["p"].headers == {"x-team": "blue", "x-access-token": "not-shown"}
    assert patch["providers"]["p"]["headers"]["x-access-token"] == "****"


def test_every_complaint_is_told():
    with pytest.raises(ClientFault) as caught:
        laid(TABLE, WIRED, {"tiers": {"haiku": "q/b", "gold": "p/b"}})
    assert len(caught.value.diagnosis.message.split("\n")) == 2


def test_sessions_come_and_go_and_the_oldest_goes_first():
    table = laid_for_session(TABLE, WIRED, "s", {"tiers": {"opus": "p/x"}})
    assert (table.revision, table.sessions) == (5, {"s": {"opus": (Target("p", "x"),)}})
    assert laid_for_session(table, WIRED, "s", {"tiers": {"opus": None}}).sessions == {}
    full = replace(TABLE, sessions={f"s{n}": {"opus": (Target("p", "x"),)} for n in range(MOST_SESSIONS)})
    after = laid_for_session(full, WIRED, "new", {"tiers": {"opus": "p/y"}})
    assert len(after.sessions) == MOST_SESSIONS
    assert "s0" not in after.sessions


@pytest.mark.parametrize(
    ("session", "patch"), [("a\x1b", {"tiers": {}}), ("a" * 200, {}), ("s", {"tiers": {"opus": "q/x"}})]
)
def test_what_cannot_be_is_refused(session, patch):
    with pytest.raises(ClientFault):
        laid_for_session(TABLE, WIRED, session, patch)
