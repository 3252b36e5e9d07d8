import pytest

from tui_router.scribe.weigh import Scales
from tui_router.tokens import ranks

BODY = b'{"system": "be kind", "messages": [{"role": "user", "content": "hello world"}]}'


def test_it_loads_when_it_is_needed():
    parts = Scales().weigh(BODY)
    assert (parts.system, parts.tools, parts.messages) == ([2], [], [[2]])
    weights = parts.weights
    assert (weights.system, weights.tools, weights.messages) == (2, 0, 6)


def test_what_is_no_request_has_no_weight():
    assert Scales().weigh(b"not json") is None


@pytest.mark.parametrize("error", [ranks.RanksDamaged("another checksum"), FileNotFoundError("gone")])
def test_without_its_table_nothing_is_counted_and_it_is_said_once(monkeypatch, caplog, error):
    tried: list[int] = []

    def refuse():
        tried.append(1)
        raise error

    monkeypatch.setattr(ranks, "encoding", refuse)
    scales = Scales()
    assert scales.weigh(BODY) is None
    assert scales.weigh(BODY) is None
    assert (len(tried), caplog.text.count("not counted")) == (1, 1)
