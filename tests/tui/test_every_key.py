"""Every key of every screen, pressed where a person presses it: it reaches its own act and no other."""

import ast

import pytest

from tui_router.tui.bindings.book import TABLES

WAYS = {
    "Live": (),
    "Routes": ("2",),
    "Diagnostics": ("3",),
    "Compare": ("4",),
    "Sessions": ("5",),
    "Log": ("6",),
    "Exchange": ("enter",),
}
"""The keys that lead to a screen."""

OF_THE_WIDGET = {"exchange.fold"}
"""Said in the footer; the widget that has the focus does them."""


def act_of(key):
    """The method a key calls and what it gives, ("leg", ("a",))."""
    word, _, given = key.action.removeprefix("app.").partition("(")
    return word, ast.literal_eval(f"({given.removesuffix(')')},)") if given else ()


def test_every_table_has_its_way():
    assert set(TABLES) == set(WAYS)


@pytest.mark.parametrize("name", TABLES)
async def test_every_key_reaches_its_act(run, fakes, monkeypatch, name):
    async with run(fakes.troubled(), size=(120, 40)) as (pilot, _):
        for step in WAYS[name]:
            await pilot.press(step)
            await pilot.pause()
        screen = pilot.app.screen
        reached = []

        def noting(word):
            def act(_self, *given):
                reached.append((word, given))

            return act

        for key in TABLES[name]:
            owner = pilot.app if key.action.startswith("app.") else screen
            word, _ = act_of(key)
            monkeypatch.setattr(type(owner), f"action_{word}", noting(word))
        monkeypatch.setattr(type(screen), "check_action", lambda *_: True)
        screen.refresh_bindings()
        missed = []
        for key in TABLES[name]:
            for pressed in key.keys.split(","):
                reached.clear()
                await pilot.press(pressed)
                await pilot.pause()
                if key.id not in OF_THE_WIDGET and reached != [act_of(key)]:
                    missed.append((key.id, pressed, list(reached)))
        assert missed == []
