import pytest

from tui_router.settings.imports.draft import Draft, chain, plain
from tui_router.settings.imports.endpoints import Endpoint, named

RELAY = Endpoint(base_url="https://relay.example/v1")
SECRET = "sk-test-" + "x" * 20


def test_a_key_is_never_copied_and_each_gets_a_variable_of_its_own():
    draft = Draft()
    openai = named("openai")
    assert openai is not None
    draft.provider("openai", openai, key=SECRET)
    draft.provider("other", openai, key=f"{SECRET}y")
    draft.provider("my relay", RELAY, key=SECRET)
    assert [row["key"] for row in draft.providers.values()] == [
        "env:OPENAI_API_KEY", "env:OTHER_API_KEY", "env:MY_RELAY_API_KEY",
    ]  # fmt: skip
    assert "put it in the variable OTHER_API_KEY" in "\n".join(draft.remarks)
    assert SECRET not in repr(draft.finish("x"))


def test_a_variable_that_the_file_names_is_not_given_to_another_key():
    draft = Draft()
    openai = named("openai")
    assert openai is not None
    draft.provider("openai", openai, key="env:OPENAI_API_KEY")
    draft.provider("openai", openai, key=SECRET)
    assert draft.providers["openai-2"]["key"] == "env:OPENAI_API_KEY_2"


@pytest.mark.parametrize("key", ["file:/etc/passwd", "keyring:a/b", "env:not a name"])
def test_only_variables_are_taken_for_references(key):
    draft = Draft()
    draft.provider("relay", RELAY, key=key)
    assert draft.providers["relay"]["key"] == "env:RELAY_API_KEY"


def test_the_same_endpoint_with_the_same_key_is_one_provider():
    draft = Draft()
    assert draft.provider("a", RELAY, key="env:K") == draft.provider("b", RELAY, key="env:K") == "a"
    assert draft.provider("a", RELAY, key="env:L") == "a-2"


def test_words_for_no_key_are_no_key():
    draft = Draft()
    vllm = named("vllm")
    assert vllm is not None
    draft.provider("vllm", vllm, key="EMPTY")
    assert draft.providers == {"vllm": {"preset": "vllm"}}
    draft.provider("locked", vllm, key="env:VLLM_KEY")
    assert draft.providers["locked"] == {"preset": "vllm", "key": "env:VLLM_KEY", "auth": "bearer"}


def test_a_key_over_plain_http_stays_possible_and_is_told():
    draft = Draft()
    draft.provider("box", Endpoint(base_url="http://gpu-box:8000/v1"), key="env:K")
    assert draft.providers["box"]["insecure"] is True
    assert "plain http" in draft.remarks[0]


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/v1", "https://u:p@relay.example", "nonsense", "https://x/?k=1"]
)
def test_an_address_that_cannot_be_used_is_told_and_left_out(url):
    draft = Draft()
    assert draft.provider("x", Endpoint(base_url=url)) == ""
    assert draft.providers == {}
    assert "it is left out" in draft.remarks[0]


def test_headers_that_may_hold_a_secret_are_not_copied():
    draft = Draft()
    draft.provider("a", RELAY, headers={"X-Team": "b", "Authorization": "Bearer x", "x-id": SECRET})
    assert draft.providers["a"]["headers"] == {"x-team": "b"}
    assert sum("may hold a secret" in remark for remark in draft.remarks) == 2


@pytest.mark.parametrize(
    ("wish", "name"), [("a b/c", "a-b-c"), ("claude-router", "router"), ("日本", "provider"), ("-x-", "x")]
)
def test_names_are_made_fit_for_our_settings(wish, name):
    assert Draft().provider(wish, RELAY) == name


def test_what_is_endless_is_cut_and_told():
    draft = Draft()
    for number in range(300):
        draft.remark(f"oddity {number}")
        draft.provider(f"p{number}", RELAY, key=f"env:K{number}")
    draft.routes.extend({} for _ in range(300))
    done = draft.finish("x")
    assert len(done.settings["providers"]) == len(done.settings["routes"]) == 200
    assert done.remarks[-1] == "There is more like this; the rest is not listed."


def test_the_longest_time_limit_holds():
    draft = Draft()
    draft.provider("a", RELAY)
    for seconds in (90.0, 120.5, None, 0.0, 1e9):
        draft.timeout("a", seconds)
    assert draft.providers["a"]["timeouts"] == {"first_byte": 120.5, "idle": 120.5}


def test_everybodys_address_is_kept_only_where_a_key_was_asked_for():
    for guarded, server in ((True, {"port": 3456, "host": "0.0.0.0"}), (False, {"port": 3456})):
        draft = Draft()
        draft.listen("0.0.0.0", 3456, guarded=guarded)
        assert draft.server == server
        assert "TUI_ROUTER_TOKEN" in draft.remarks[0]


def test_a_chain_has_each_target_once_and_has_an_end():
    assert chain(["a/x", "a/x"]) == "a/x"
    assert chain([f"a/{n}" for n in range(20)]) == [f"a/{n}" for n in range(8)]


def test_a_remark_shows_no_secret_and_no_control_characters():
    assert plain(SECRET) == "…"
    assert "\x1b" not in plain("\x1b[31m")


def test_the_same_remark_is_made_once():
    draft = Draft()
    draft.remark("one")
    draft.remark("one")
    assert draft.remarks == ["one"]
