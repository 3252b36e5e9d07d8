import pytest

from tui_router.tui.colour_sight import APART, SIGHTS, nearest
from tui_router.tui.themes import alike, load_themes, read_theme, remark, shipped_dir

SHIPPED = load_themes([shipped_dir()]).themes
STATES = ("state-live", "state-warn", "state-error")
DUSK = (shipped_dir() / "dusk.toml").read_text(encoding="utf-8")


def test_alike_is_nothing_and_black_and_white_are_far():
    for sight in SIGHTS:
        assert nearest(["#808080", "#808080"], sight) == 0
        assert nearest(["#000000", "#ffffff"], sight) == pytest.approx(100, abs=0.5)


def test_what_each_eye_confuses():
    def apart(one, other):
        return {sight: nearest([one, other], sight) for sight in SIGHTS}

    red_and_green = apart("#b84040", "#6e6e2a")
    assert red_and_green["tritanopia"] > 2 * red_and_green["deuteranopia"]
    blue_and_green = apart("#2f7fbf", "#1f8f8f")
    assert blue_and_green["tritanopia"] < blue_and_green["deuteranopia"]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"mono"}))
def test_the_three_loud_states_are_told_apart_in_every_theme_with_hues(name, sight):
    assert round(nearest([SHIPPED[name].variables[role] for role in STATES], sight)) >= APART


def test_a_theme_of_ones_own_that_is_hard_to_see_is_told_once():
    text = DUSK.replace('name = "dusk"', 'name = "mine"').replace(
        'ink-soft = "#98a4b5"', 'ink-soft = "#303030"'
    )
    theme = read_theme(text)
    theme.variables["state-warn"] = theme.variables["state-error"]
    assert [sight for sight, _ in alike(theme)] == list(SIGHTS)
    said = remark(theme)
    assert said.startswith("theme mine: hard to read: ink-soft on ")
    assert "look alike with deuteranopia, protanopia, tritanopia" in said
    assert remark(SHIPPED["dusk"]) == ""


def test_only_a_persons_own_themes_are_remarked_on(tmp_path):
    text = DUSK.replace('name = "dusk"', 'name = "mine"').replace(
        'ink-soft = "#98a4b5"', 'ink-soft = "#303030"'
    )
    (tmp_path / "mine.toml").write_text(text)
    assert load_themes([shipped_dir()]).remarks == []
    assert len(load_themes([shipped_dir(), tmp_path]).remarks) == 1
