import pytest

from tui_router.dialects.anthropic.betas import FAMILIES, HEADER, family, needs, refuse
from tui_router.dialects.ledger import Ledger

ALL = "claude-code-20250219,effort-2025-11-24, context-1m-2025-08-07"


@pytest.mark.parametrize(
    ("beta", "name"),
    [
        ("effort-2025-11-24", "effort"),
        (" context-1m-2025-08-07 ", "context-1m"),
        ("claude-code-20250219", "claude-code"),
        ("odd", "odd"),
    ],
)
def test_the_family_is_the_name_without_its_date(beta, name):
    assert family(beta) == name


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        (("effort-2025-11-24",), "claude-code-20250219,context-1m-2025-08-07"),
        (("effort", "context-1m-2025-08-07"), "claude-code-20250219"),
        (("*",), None),
        (("claude-code", "effort", "context-1m"), None),
        (("other-2025-01-01",), ALL),
    ],
)
def test_refused_betas_leave_the_header(refused, left):
    headers, ledger = {HEADER: ALL, "x": "y"}, Ledger()
    refuse(headers, refused, ledger)
    assert headers == ({HEADER: left, "x": "y"} if left else {"x": "y"})
    assert len(ledger.notes()) == (3 if left is None else 3 - left.count(",") - 1)


def test_without_a_header_there_is_nothing_to_refuse():
    headers, ledger = {}, Ledger()
    assert refuse(headers, ("*",), ledger) == ()
    assert (headers, ledger.notes()) == ({}, [])


def test_what_a_beta_brings_goes_with_it():
    assert needs(("effort-2025-11-24",), ()).members == ("output_config.effort",)
    assert needs(("interleaved-thinking-2025-05-14",), ()).members == ()
    assert needs(("advanced-tool-use-2025-11-20",), ()).blocks == ("tool_reference",)
    every = {path for each in FAMILIES.values() for path in each.members}
    assert set(needs(("*",), ()).members) == every


def test_a_family_of_which_another_version_is_kept_stays_allowed():
    assert needs(("effort-2025-11-24",), ("effort-2026-01-01",)).members == ()


CASES = [
    ("context-management-2025-06-27", {"context_management": {"edits": []}}, {}),
    ("effort-2025-11-24", {"output_config": {"effort": "low"}}, {}),
    ("thinking-display-updates-2026-08-18", {"thinking": {"type": "adaptive", "display": "updates"}},
     {"thinking": {"type": "adaptive"}}),
    ("dangerous-tool-use-2026-09-03", {"safeguards": [{}]}, {}),
    ("mcp-client-2025-11-20", {"mcp_servers": [{}]}, {}),
    ("code-execution-2025-08-25", {"container": "c"}, {}),
    (
        "extended-cache-ttl-2025-04-11",
        {"system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]},
        {"system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}]},
    ),
    (
        "advanced-tool-use-2025-11-20",
        {"tools": [{"name": "t", "defer_loading": True, "input_examples": [1], "allowed_callers": []}]},
        {"tools": [{"name": "t"}]},
    ),
    (
        "context-1m-2025-08-07",
        {"context_management": {"edits": []}, "output_config": {"effort": "low"}},
        {"context_management": {"edits": []}, "output_config": {"effort": "low"}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("beta", "members", "after"), CASES)
def test_members_that_need_a_refused_beta_go(sent, beta, members, after):
    made = sent(members, refused_betas=(beta,), headers={HEADER: f"{beta},other-2025-01-01"})
    assert made.prepared.headers[HEADER] == "other-2025-01-01"
    assert made.body == {"model": "a", "messages": [], **after}
    assert made.untouched is False


def test_blocks_that_need_a_refused_beta_are_told(sent):
    result = {
        "type": "tool_result",
        "tool_use_id": "t",
        "content": [{"type": "tool_reference", "tool_name": "W"}],
    }
    made = sent({"messages": [{"role": "user", "content": [result]}]}, refused_betas=("*",))
    assert made.messages[0]["content"][0]["content"] == [{"type": "text", "text": "[tool available: W]"}]


def test_a_refused_beta_nobody_sends_changes_nothing(sent):
    assert sent({"metadata": {"user_id": "u"}}, refused_betas=("*",)).untouched


@pytest.mark.parametrize(
    ("beta", "member"),
    [
        ("per-turn-control-2026-07-01", "output_config"),
        ("mid-conversation-output-config-2026-07-01", "output_config"),
        ("mid-conversation-system-clear-at-2026-08-21", "clear_at"),
    ],
)
def test_members_of_messages_go_with_their_beta(sent, beta, member):
    system = {"role": "system", "content": "s", "output_config": {"effort": "low"}, "clear_at": "never"}
    made = sent(
        {"messages": [{"role": "user", "content": "a"}, system]},
        refused_betas=(beta,),
        headers={HEADER: beta},
    )
    assert made.messages[1] == {key: value for key, value in system.items() if key != member}
