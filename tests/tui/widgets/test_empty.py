import pytest

from tui_router.tui.widgets.empty import masked


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("export ANTHROPIC_AUTH_TOKEN=tr-abcdefabcdef3f9a", "export ANTHROPIC_AUTH_TOKEN=tr-…3f9a"),
        ("export ANTHROPIC_AUTH_TOKEN='tr-abcdefabcdef3f9a'", "export ANTHROPIC_AUTH_TOKEN='tr-…3f9a'"),
        ("export MY_KEY=short", "export MY_KEY=…"),
        (
            "export ANTHROPIC_BASE_URL=http://127.0.0.1:8787",
            "export ANTHROPIC_BASE_URL=http://127.0.0.1:8787",
        ),
    ],
)
def test_tokens_are_masked(line, shown):
    assert masked(line) == shown


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 12), (30, 6)])
async def test_it_says_what_it_waits_for_and_what_was_found(run, fakes, size, text_of):
    async with run(fakes.FakeControl([]), size=size) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        assert "Listening." in text
        if size[1] >= 24:
            for word in ("$ tui-router connect claude", "OPENAI_API_KEY is set", "→ sonnet, opus", "no ANTHROPIC_API_KEY",
                         "waiting for the first request", "change the wiring"):  # fmt: skip
                assert word in text, word


async def test_a_provider_that_is_only_a_fallback_says_of_what(run, fakes, text_of):
    tiers = {
        "sonnet": ["openai/gpt-4o", "vllm/qwen3-8b"],
        "opus": ["openai/gpt-5.4", "vllm/q", "fireworks/x"],
    }
    async with run(fakes.FakeControl([], tiers=tiers)) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        assert "→ sonnet, opus" in text
        assert "fallback: sonnet, opus" in text
        assert "fallback: opus" in text


async def test_without_a_gateway_it_does_not_claim_to_listen(run, fakes, until, text_of):
    control = fakes.FakeControl([])
    control.down = fakes.ControlError("connection refused")
    async with run(control) as (pilot, _):
        await until(pilot, lambda: "No gateway answers." in "\n".join(text_of(pilot.app)))
        assert "Listening" not in "\n".join(text_of(pilot.app))
        control.down = None
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "Listening" in "\n".join(text_of(pilot.app)))


async def test_without_a_provider_it_says_what_to_set(run, fakes, until, text_of):
    control = fakes.FakeControl([], tiers={})
    control.providers = []
    async with run(control) as (pilot, _):
        await until(pilot, lambda: pilot.app.screen is not pilot.app.live_screen)
        await pilot.press("escape")
        text = "\n".join(text_of(pilot.app))
        assert "Listening, with nowhere to send a request yet." in text
        assert "no OPENAI_API_KEY" in text
        assert "set a key or start a server, then g" in text


async def test_what_could_be_there_stands_behind_what_is(run, fakes, text_of):
    control = fakes.FakeControl([])
    openai, vllm = control.providers[:2]
    replace = fakes.msgspec.structs.replace
    control.providers = [
        replace(openai, found_by="environment", problem="HTTP 401: [bold]no\x1b"),
        replace(vllm, found_by="discovery"),
    ]
    async with run(control, size=(80, 24)) as (pilot, _):
        lines = [line.strip() for line in text_of(pilot.app)]
        start = lines.index("Found on this machine")
        assert lines[start + 1].startswith("✓ vllm          127.0.0.1:8000 answers, 1 model")
        assert lines[start + 2].startswith("✗ openai        OPENAI_API_KEY is set, but HTTP 4…")
        assert lines[start + 3] == "○ anthropic     no ANTHROPIC_API_KEY"
        assert lines[start + 7] == ""


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_demo_is_offered_where_it_can_be_played(make_app, fakes, size, text_of, until):
    app = make_app(fakes.FakeControl([]), demo=True)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "d play the demo, no keys needed   ? help" in "\n".join(text_of(app)))
        await pilot.press("a", "d")
    assert app.return_value == "demo"


async def test_without_one_d_does_nothing_there(run, fakes):
    async with run(fakes.FakeControl([])) as (pilot, _):
        await pilot.press("d")
        assert pilot.app.is_running
    assert pilot.app.return_value is None


async def test_the_keys_stand_in_one_line(run, fakes, text_of):
    async with run(fakes.FakeControl([]), size=(80, 24)) as (pilot, _):
        (line,) = (line for line in text_of(pilot.app) if "guided set-up" in line)
        assert line.split() == [
            "g",
            "guided",
            "set-up",
            "R",
            "change",
            "the",
            "wiring",
            "T",
            "choose",
            "colours",
            "?",
            "help",
        ]
