import pytest

from tui_router.dialects.envelope import Sealed
from tui_router.dialects.gemini import served
from tui_router.dialects.gemini.served import packed, unpacked

CALL = {"toolCall": {"toolType": "GOOGLE_SEARCH_WEB", "id": "s1"}, "thoughtSignature": "c2ln"}
TOLD = {
    "toolResponse": {"toolType": "GOOGLE_SEARCH_WEB", "id": "s1", "response": {"search_suggestions": "ü"}}
}


def sealed(before):
    return Sealed("thought", "maker", item={served.MEMBER: before})


def test_what_is_packed_comes_out_as_it_was():
    text = packed([CALL, TOLD])
    assert unpacked(sealed(text)) == [CALL, TOLD]


def test_nothing_and_too_much_are_not_kept(monkeypatch):
    assert packed([]) == ""
    monkeypatch.setattr(served, "LONGEST", 20)
    assert packed([CALL]) == ""


@pytest.mark.parametrize(
    "damaged", ["", "{", "7", '{"toolCall":{}}', '["x"]', '[{"text":"said by nobody"}]', 7, None]
)
def test_what_cannot_be_one_is_none(damaged):
    assert unpacked(sealed(damaged)) == []


def test_without_anything_kept_there_is_none():
    assert unpacked(None) == []
