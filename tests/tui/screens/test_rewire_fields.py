import pytest
from textual.app import App
from textual.widgets import Input

from tui_router.tui.rewire_draft import Draft, Endpoint
from tui_router.tui.screens.rewire_fields import RewireFields
from tui_router.tui.widgets.chain_field import ChainField
from tui_router.tui.widgets.check_box import CheckBox
from tui_router.tui.widgets.radio_line import RadioLine


class Alone(App):
    def __init__(self, *about):
        super().__init__()
        self.about = about

    def compose(self):
        yield RewireFields(*self.about)


async def test_what_stands_in_the_fields_is_the_draft(fakes):
    async with Alone("opus", 2, "", 0).run_test(size=(90, 40)) as pilot:
        fields = pilot.app.query_one(RewireFields)
        fields.model.load(fakes.MODELS, ["openai"])
        fields.model.show("openai/gpt-4o", "openai")
        fields.query_one(ChainField).show(["vllm/qwen3-8b", "openai/gpt-4o"])
        fields.query_one("#when", Input).value = "tag = true"
        fields.query_one("#window", Input).value = "128,000"
        fields.query_one("#key", Input).value = "env:A"
        assert fields.draft == Draft(
            tier="opus", rule=2, when="tag = true", chain=("openai/gpt-4o", "vllm/qwen3-8b"),
            endpoint=Endpoint("", "env:A", "128,000", ""),
        )  # fmt: skip
        assert not fields.query("#scope")
        assert not fields.query("#replay")


@pytest.mark.parametrize(("rule", "focus"), [(None, "target-input"), (3, "target-input"), (0, "when")])
async def test_the_first_thing_to_say_has_the_focus(rule, focus):
    async with Alone("opus", rule, "", 0).run_test(size=(90, 40)) as pilot:
        assert pilot.app.focused.id == focus


async def test_the_boxes_and_the_session():
    async with Alone("opus", None, "a1f3c2d4", 38).run_test(size=(90, 40)) as pilot:
        fields = pilot.app.query_one(RewireFields)
        assert (fields.session, fields.write, fields.replay) == ("", False, 0)
        fields.query_one("#write", CheckBox).value = True
        fields.query_one("#replay", CheckBox).value = True
        assert (fields.write, fields.replay) == (True, 38)
        fields.query_one("#scope", RadioLine).value = "a1f3c2d4"
        assert (fields.session, fields.write) == ("a1f3c2d4", False)
