import pytest

from tui_router.tui.themes import (
    FILE_CAP,
    READABLE,
    ThemeFault,
    contrast,
    load_themes,
    read_theme,
    shipped_dir,
    weak_pairs,
)

SHIPPED = load_themes([shipped_dir()])
DUSK = (shipped_dir() / "dusk.toml").read_text(encoding="utf-8")


def test_six_themes_ship_and_are_whole():
    assert SHIPPED.problems == []
    assert set(SHIPPED.themes) == {"dusk", "paper", "contrast", "safe", "ember", "mono"}


@pytest.mark.parametrize("name", sorted(SHIPPED.themes))
def test_every_text_can_be_read_on_every_ground(name):
    assert weak_pairs(SHIPPED.themes[name]) == []


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_weak_pairs_are_found():
    theme = read_theme(DUSK.replace('ink-soft = "#98a4b5"', 'ink-soft = "#303030"'))
    assert {(role, ground) for role, ground, _ in weak_pairs(theme)} >= {("ink-soft", "background")}
    assert all(found < READABLE for *_, found in weak_pairs(theme))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not toml at all", "not TOML"),
        (DUSK.replace('name = "dusk"', ""), "name is missing"),
        (DUSK.replace('name = "dusk"', 'name = "../x"'), "name is missing"),
        (DUSK.replace("dark = true", 'dark = "yes"'), "dark is neither"),
        (DUSK.replace("primary =", "primry ="), "primry is not a key of a theme; did you mean primary"),
        (DUSK.replace('ink-soft = "#98a4b5"', ""), "ink-soft is missing"),
        (DUSK.replace('ink = "#dfe5ee"', 'ink = "red; } Screen { display: none"'), "ink ="),
        (DUSK.replace('ink = "#dfe5ee"', "ink = 3"), "ink is not a colour"),
        (DUSK + 'x-style = "explode"\n', "not a text style"),
        (DUSK + '"a b" = "#ffffff"\n', "not the name of a variable"),
        ("[" * 10_000, "not TOML"),
    ],
)
def test_a_bad_theme_is_told_by_its_key(text, says):
    with pytest.raises(ThemeFault, match=says.replace("(", r"\(")):
        read_theme(text)


def test_bad_files_are_named_and_good_ones_load(tmp_path):
    (tmp_path / "good.toml").write_text(DUSK.replace('name = "dusk"', 'name = "mine"'))
    (tmp_path / "bad.toml").write_text("name = 3")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xff"')
    (tmp_path / "huge.toml").write_bytes(b"#" * (FILE_CAP + 1))
    book = load_themes([tmp_path, tmp_path / "nowhere"])
    assert list(book.themes) == ["mine"]
    assert [problem.split(":")[0] for problem in book.problems] == [
        "theme bad.toml", "theme huge.toml", "theme latin.toml",
    ]  # fmt: skip


def test_the_users_theme_replaces_one_of_the_same_name(tmp_path):
    (tmp_path / "dusk.toml").write_text(DUSK.replace("#56c8f5", "#ffffff"))
    assert load_themes([shipped_dir(), tmp_path]).themes["dusk"].accent == "#ffffff"
