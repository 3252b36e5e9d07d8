import os
import subprocess

from hypothesis import given
from hypothesis import strategies as st

from tui_router.cli.client_env import Launch, arguments, changes, lasting

URL = "http://127.0.0.1:8787"
PLAIN = Launch(url=URL, token="tok", foreign=True)
CLAUDE = Launch(url=URL, token="tok", foreign=False, window=200_000)


def env_of(given: dict[str, str], launch: Launch) -> dict[str, str]:
    return changes(given, launch).apply(given)


def test_the_client_is_pointed_at_the_gateway() -> None:
    env = env_of({"PATH": "/bin"}, PLAIN)
    assert env["ANTHROPIC_BASE_URL"] == URL
    assert env["ANTHROPIC_AUTH_TOKEN"] == "tok"
    assert env["CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY"] == "1"
    assert env["PATH"] == "/bin"


def test_whatever_leads_elsewhere_is_removed() -> None:
    away = {
        "ANTHROPIC_API_KEY": "sk-ant-1",
        "CLAUDE_CODE_USE_BEDROCK": "1",
        "CLAUDE_CODE_USE_VERTEX": "1",
        "CLAUDE_CODE_USE_FOUNDRY": "1",
        "CLAUDE_CODE_USE_MANTLE": "1",
        "CLAUDE_CODE_USE_ANTHROPIC_AWS": "1",
        "CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD": "1",
        "ANTHROPIC_VERTEX_PROJECT_ID": "p",
    }
    assert not away.keys() & env_of(away, PLAIN).keys()
    assert not away.keys() & env_of(away, CLAUDE).keys()


def test_foreign_models_are_spared_what_only_claude_understands() -> None:
    env = env_of({"ENABLE_TOOL_SEARCH": "true"}, PLAIN)
    assert env["ENABLE_TOOL_SEARCH"] == "false"
    assert env["CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS"] == "1"


def test_a_launch_on_claude_alone_keeps_betas_and_tool_search() -> None:
    env = env_of({"ENABLE_TOOL_SEARCH": "auto"}, CLAUDE)
    assert env["ENABLE_TOOL_SEARCH"] == "auto"
    assert "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS" not in env
    assert "CLAUDE_CODE_AUTO_COMPACT_WINDOW" not in env
    assert arguments(["-p", "hi"], CLAUDE) == ["-p", "hi"]


def test_the_window_of_the_target_is_the_one_to_compact_for() -> None:
    def of(window: int | None) -> dict[str, str]:
        env = env_of({}, Launch(url=URL, token="t", window=window))
        return {name: value for name, value in env.items() if "COMPACT" in name}

    assert of(131_072) == {"CLAUDE_CODE_AUTO_COMPACT_WINDOW": "131072"}
    assert of(None) == {}
    # The client takes no window under 100,000, but a share of it.
    assert of(32_768) == {
        "CLAUDE_CODE_AUTO_COMPACT_WINDOW": "100000",
        "CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": "27",
    }


def test_an_answer_no_longer_than_the_target_gives() -> None:
    def of(limit: int | None, foreign: bool = True, **env: str) -> str | None:
        launch = Launch(url=URL, token="t", max_output=limit, foreign=foreign)
        return env_of(env, launch).get("CLAUDE_CODE_MAX_OUTPUT_TOKENS")

    assert of(8192) == "8192"
    assert of(None) is None
    assert of(128_000) is None  # as much as the client ever asks for
    assert of(8192, foreign=False) is None
    # Whoever wants less gets less.
    assert of(8192, CLAUDE_CODE_MAX_OUTPUT_TOKENS="4096") == "4096"
    for other in ("32000", "0", "many", "-1", "9" * 50, "\u0663"):
        assert of(8192, CLAUDE_CODE_MAX_OUTPUT_TOKENS=other) == "8192"


def test_what_lasts_names_models_instead_of_a_launch() -> None:
    change = lasting({"ANTHROPIC_CUSTOM_HEADERS": "X-Team: a", "NO_PROXY": "a.example"}, LAUNCHED)
    assert change.put["ANTHROPIC_BASE_URL"] == URL
    assert change.put["ANTHROPIC_DEFAULT_HAIKU_MODEL"] == "p/m"
    assert change.put["CLAUDE_CODE_SUBAGENT_MODEL"] == "p/s"
    assert "ANTHROPIC_SMALL_FAST_MODEL" in change.remove
    assert not set(change.remove) & change.put.keys()
    assert not {"ANTHROPIC_CUSTOM_HEADERS", "NO_PROXY", "no_proxy"} & change.put.keys()
    assert lasting({}, PLAIN).put.keys() == changes({}, PLAIN).put.keys() - {"NO_PROXY", "no_proxy"}


def test_what_lasts_goes_around_a_proxy_where_there_is_one() -> None:
    for name in ("https_proxy", "HTTP_PROXY", "all_proxy"):
        put = lasting({name: "http://proxy:1", "no_proxy": "a"}, PLAIN).put
        assert put["NO_PROXY"] == "a,127.0.0.1,localhost"


def test_a_model_of_a_foreign_name_brings_its_window() -> None:
    named = Launch(url=URL, token="t", tiers={"opus": "p/m", "default": "p/m"}, window=131_072)
    put = lasting({}, named).put
    assert put["CLAUDE_CODE_MAX_CONTEXT_TOKENS"] == "131072"
    assert put["ANTHROPIC_DEFAULT_OPUS_MODEL"] == "p/m"
    assert "ANTHROPIC_MODEL" in lasting({}, named).remove
    # Under its own claude ids the client knows the window it would have.
    unnamed = Launch(url=URL, token="t", window=131_072)
    assert "CLAUDE_CODE_MAX_CONTEXT_TOKENS" not in lasting({}, unnamed).put


def test_loopback_goes_around_the_proxy() -> None:
    def no_proxy(url: str = URL, **env: str) -> str:
        put = changes(env, Launch(url=url, token="t")).put
        assert put["no_proxy"] == put["NO_PROXY"]
        return put["NO_PROXY"]

    assert no_proxy() == "127.0.0.1,localhost"
    assert no_proxy(NO_PROXY="a.example, 127.0.0.1") == "a.example,127.0.0.1,localhost"
    assert no_proxy(NO_PROXY="a", no_proxy="b") == "a,b,127.0.0.1,localhost"
    assert no_proxy("http://box:1") == "127.0.0.1,localhost,box"


LAUNCHED = Launch(url=URL, token="tok", id="abc", tiers={"haiku": "p/m"}, subagent="p/s")


def test_a_launch_is_named_in_a_header_beside_the_users_own() -> None:
    def headers(given: str) -> str:
        return changes({"ANTHROPIC_CUSTOM_HEADERS": given}, LAUNCHED).put["ANTHROPIC_CUSTOM_HEADERS"]

    assert headers("") == "x-tui-router-launch: abc"
    assert headers("X-Team: a\nX-B: c") == "X-Team: a\nX-B: c\nx-tui-router-launch: abc"
    assert headers("X-Tui-Router-Launch: old\nX-Team: a") == "X-Team: a\nx-tui-router-launch: abc"
    assert "ANTHROPIC_CUSTOM_HEADERS" not in changes({}, PLAIN).put


def test_a_tier_chosen_by_flag_wins_over_the_variable_of_that_tier() -> None:
    given = {
        "ANTHROPIC_DEFAULT_HAIKU_MODEL": "other",
        "ANTHROPIC_SMALL_FAST_MODEL": "other",
        "CLAUDE_CODE_SUBAGENT_MODEL": "other",
        "ANTHROPIC_DEFAULT_OPUS_MODEL": "mine",
        "ANTHROPIC_MODEL": "sonnet",
    }
    env = env_of(given, LAUNCHED)
    assert "other" not in env.values()
    assert env["ANTHROPIC_DEFAULT_OPUS_MODEL"] == "mine"
    assert env["ANTHROPIC_MODEL"] == "sonnet"
    assert env_of(given, PLAIN).items() >= given.items()
    every = Launch(url=URL, token="t", id="a", tiers=dict.fromkeys(("opus", "default"), "p/m"))
    assert "ANTHROPIC_MODEL" not in env_of(given, every)


def test_permission_mode_is_the_users_to_choose() -> None:
    assert arguments(["-p", "hi"], PLAIN) == ["--permission-mode", "default", "-p", "hi"]
    for chosen in (
        ["--permission-mode", "plan"],
        ["--permission-mode=plan"],
        ["--dangerously-skip-permissions"],
    ):
        assert arguments([*chosen, "hi"], PLAIN) == [*chosen, "hi"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_shell_reads_back_what_was_meant(value: str) -> None:
    script = changes({}, Launch(url=URL, token=value)).as_shell()
    script += '\nprintf %s "$ANTHROPIC_AUTH_TOKEN"; test -z "${ANTHROPIC_API_KEY+x}"'
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env={"ANTHROPIC_API_KEY": "k", "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    assert done.stdout == value.encode()
    assert done.stderr == b""


def test_a_token_is_in_no_repr() -> None:
    launch = Launch(url=URL, token="secret")
    assert "secret" not in repr(launch)
    assert "secret" not in repr(changes({}, launch))
