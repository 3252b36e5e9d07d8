from tui_router.sandbox.demo import PROVIDERS
from tui_router.sandbox.scenario import scenarios
from tui_router.sandbox.story import story


def test_named_scenarios_exist() -> None:
    for line in (*story().opening, *story().encore):
        provider, _, name = line.model.partition("/")
        if name:
            dialect, _ = PROVIDERS[provider]
            assert {"bedrock": "anthropic"}.get(dialect, dialect) in scenarios()[name].speaks


def test_the_opening_is_in_order_and_over_in_time() -> None:
    times = [line.at for line in story().opening]
    assert times == sorted(times)
    assert times[-1] + (story().opening[-1].leave or 0) < 12


def test_the_encore_never_rushes_and_only_leaves_what_is_endless() -> None:
    for line in story().encore:
        assert line.pause >= 1
        assert line.at == 0
        assert (line.leave is not None) is line.model.endswith("endless")


def test_tools_need_only_what_they_take() -> None:
    for tool in story().tools:
        assert set(tool.needs) <= set(tool.takes)
