"""How each kind of provider is asked for its models, and the words when it tells none. The network is a table."""

import asyncio
import json

import pytest
from msgspec.structs import replace

from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Provider
from tui_router.upstream import ask as asking
from tui_router.upstream.ask import NoList, models_of

KEY = "sk-test-" + "0" * 8
GOOGLE = "https://generativelanguage.googleapis.com/v1beta"
OLLAMA = "http://127.0.0.1:11434"
LMSTUDIO = "http://127.0.0.1:1234"


class Net:
    """Answers by URL, and by URL and model for a POST; an exception is raised, everything else is a 404."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []
        self.sent = {}

    async def get_json(self, url, headers, *, timeout, max_bytes):
        self.asked.append(url)
        self.sent[url] = dict(headers)
        await asyncio.sleep(0)
        answer = self.answers.get(url, (404, {}))
        if isinstance(answer, Exception):
            raise answer
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return status, body if isinstance(body, bytes) else json.dumps(body).encode()

    async def post_json(self, url, headers, body, *, timeout, max_bytes):
        return await self.get_json(
            f"{url} {json.loads(body)['model']}", headers, timeout=timeout, max_bytes=max_bytes
        )


async def ask(net, provider, key=KEY):
    return await models_of(net, provider, Secret(key) if key else None)


async def why(net, provider, key=KEY):
    with pytest.raises(NoList) as caught:
        await ask(net, provider, key)
    return str(caught.value)


def named(name, **about):
    return preset(name).provider(name, **about)


CHAT = Provider(name="p", dialect="chat", base_url="https://p.example/v1", key="env:P")
LIST = "https://p.example/v1/models"


# --- the common lists


async def test_the_common_list_is_asked_with_the_key_as_a_bearer_token():
    net = Net({LIST: {"data": [{"id": "m", "context_length": 9}]}})
    assert await ask(net, replace(CHAT, headers={"x-team": "a"})) == {"m": Model(context_window=9)}
    assert net.asked == [LIST]
    assert net.sent[LIST]["authorization"] == f"Bearer {KEY}"
    assert net.sent[LIST]["x-team"] == "a"
    assert "x-api-key" not in net.sent[LIST]


@pytest.mark.parametrize("base", ["https://r.example/anthropic", "https://r.example/anthropic/v1"])
async def test_an_anthropic_address_is_asked_the_same_with_and_without_v1(base):
    url = "https://r.example/anthropic/v1/models?limit=1000"
    net = Net({url: {"data": [{"id": "claude-x", "max_input_tokens": 5}]}})
    provider = named("anthropic", base_url=base)
    assert await ask(net, provider) == {"claude-x": Model(context_window=5)}
    assert net.sent[url]["x-api-key"] == KEY
    assert net.sent[url]["anthropic-version"] == "2023-06-01"
    assert "authorization" not in net.sent[url]


async def test_no_key_goes_out_where_none_is_wanted():
    net = Net({LIST: {"data": [{"id": "m"}]}})
    await ask(net, replace(CHAT, auth="none"))
    assert KEY not in json.dumps(net.sent)


# --- Gemini


def gemini_page(name, **more):
    return {
        "models": [
            {
                "name": f"models/{name}",
                "inputTokenLimit": 7,
                "supportedGenerationMethods": ["generateContent"],
            }
        ],
        **more,
    }


async def test_geminis_own_list_is_asked_page_by_page_with_its_own_header():
    first, second = f"{GOOGLE}/models?pageSize=1000", f"{GOOGLE}/models?pageSize=1000&pageToken=a%2Fb%26c"
    net = Net({first: gemini_page("gemini-a", nextPageToken="a/b&c"), second: gemini_page("gemini-b")})
    assert await ask(net, named("gemini")) == {
        "gemini-a": Model(context_window=7),
        "gemini-b": Model(context_window=7),
    }
    assert net.asked == [first, second]
    assert net.sent[second]["x-goog-api-key"] == KEY
    assert "authorization" not in {name.lower() for name in net.sent[second]}


async def test_a_list_of_endless_pages_is_left():
    class Endless(Net):
        async def get_json(self, url, headers, *, timeout, max_bytes):
            self.asked.append(url)
            page = gemini_page(f"m{len(self.asked)}", nextPageToken=f"t{len(self.asked)}")
            return 200, json.dumps(page).encode()

    net = Endless({})
    assert len(await ask(net, named("gemini"))) == len(net.asked) == asking.PAGES_MAX


async def test_a_page_that_does_not_come_costs_only_itself():
    first, second = f"{GOOGLE}/models?pageSize=1000", f"{GOOGLE}/models?pageSize=1000&pageToken=t"
    net = Net({first: gemini_page("a", nextPageToken="t"), second: NetError("timeout", "")})
    assert list(await ask(net, named("gemini"))) == ["a"]


async def test_geminis_compatible_list_is_taken_where_the_own_one_does_not_come():
    net = Net({f"{GOOGLE}/openai/models": {"data": [{"id": "models/gemini-3.8-flash"}]}})
    assert await ask(net, named("gemini-openai")) == {"gemini-3.8-flash": Model()}
    assert net.sent[f"{GOOGLE}/openai/models"]["authorization"] == f"Bearer {KEY}"
    assert "x-goog-api-key" not in net.sent[f"{GOOGLE}/openai/models"]


async def test_a_provider_in_geminis_language_is_asked_in_it():
    net = Net({f"{GOOGLE}/models?pageSize=1000": gemini_page("a")})
    provider = Provider(name="g", dialect="gemini", base_url=GOOGLE, key="env:G")
    assert list(await ask(net, provider)) == ["a"]


async def test_a_relay_in_geminis_place_is_asked_the_common_way():
    net = Net({"https://relay.example/v1/models": {"data": [{"id": "gemini-x"}]}})
    assert list(await ask(net, named("gemini-openai", base_url="https://relay.example/v1"))) == ["gemini-x"]
    assert net.asked == ["https://relay.example/v1/models"]


# --- LM Studio


async def test_the_newer_list_of_lm_studio_comes_first():
    newer = {"models": [{"type": "llm", "key": "q", "max_context_length": 9}]}
    older = {"data": [{"id": "q", "max_context_length": 8}]}
    urls = {f"{LMSTUDIO}/api/v1/models": newer, f"{LMSTUDIO}/api/v0/models": older}
    net = Net(urls)
    assert await ask(net, named("lmstudio"), "") == {"q": Model(context_window=9)}
    assert net.asked == [f"{LMSTUDIO}/api/v1/models"]
    urls[f"{LMSTUDIO}/api/v1/models"] = {"error": "Unexpected endpoint"}
    assert await ask(Net(urls), named("lmstudio"), "") == {"q": Model(context_window=8)}


async def test_an_lm_studio_of_old_is_asked_the_common_way():
    net = Net({f"{LMSTUDIO}/v1/models": {"data": [{"id": "m"}]}})
    assert await ask(net, named("lmstudio"), "") == {"m": Model()}


async def test_what_a_server_tells_in_its_own_list_does_not_hang_on_the_language_it_is_used_in():
    net = Net({f"{LMSTUDIO}/api/v1/models": {"models": [{"type": "llm", "key": "q"}]}})
    assert await ask(net, named("lmstudio", dialect="anthropic", base_url=LMSTUDIO), "") == {"q": Model()}


# --- Ollama


def ollama(names, **more):
    return {f"{OLLAMA}/api/tags": {"models": [{"name": name} for name in names]}, **more}


def shows(name, window, **more):
    return {f"{OLLAMA}/api/show {name}": {"model_info": {"llama.context_length": window}, **more}}


async def test_ollama_is_asked_for_each_model():
    running = {"models": [{"name": "a", "context_length": 4096}, {"name": "gone", "context_length": 5}]}
    net = Net(
        {
            **ollama(["a", "b", "embed", "silent"]),
            f"{OLLAMA}/api/ps": running,
            **shows("a", 131072, capabilities=["completion", "tools"]),
            **shows("b", 8192, parameters="num_ctx 2048"),
            **shows("embed", 512, capabilities=["embedding"]),
            f"{OLLAMA}/api/show silent": NetError("timeout", ""),
        }
    )
    assert await ask(net, named("ollama"), "") == {
        "a": Model(context_window=4096, tools=True, images=False, thinking=False),
        "b": Model(context_window=2048),
        "silent": Model(),
    }


async def test_only_so_many_models_of_ollama_are_shown_and_only_so_many_at_once():
    under_way = most = 0

    class Counting(Net):
        async def post_json(self, url, headers, body, *, timeout, max_bytes):
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            for _ in range(3):
                await asyncio.sleep(0)
            under_way -= 1
            return await super().post_json(url, headers, body, timeout=timeout, max_bytes=max_bytes)

    names = [f"m{number}" for number in range(60)]
    running = {"models": [{"name": "m59", "context_length": 5}]}
    net = Counting({**ollama(names), f"{OLLAMA}/api/ps": running})
    assert list(await ask(net, named("ollama"), "")) == names
    shown = [url.rpartition(" ")[2] for url in net.asked if "/api/show" in url]
    assert set(shown) == {"m59", *names[:39]}  # what runs first
    assert len(shown) == asking.SHOWN_MAX == 40
    assert most == asking.SHOWN_AT_ONCE == 8


async def test_a_slow_model_of_ollama_stays_unknown(monkeypatch):
    monkeypatch.setattr(asking, "SHOW_TIME", 0.05)
    cut = []

    class Slow(Net):
        async def post_json(self, url, headers, body, *, timeout, max_bytes):
            if json.loads(body)["model"] == "slow":
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    cut.append("slow")
                    raise
            return await super().post_json(url, headers, body, timeout=timeout, max_bytes=max_bytes)

    net = Slow({**ollama(["slow", "a"]), **shows("a", 9)})
    assert await ask(net, named("ollama"), "") == {"slow": Model(), "a": Model(context_window=9)}
    assert cut == ["slow"]


async def test_an_ollama_without_its_own_lists_is_asked_the_common_way():
    net = Net({f"{OLLAMA}/v1/models": {"data": [{"id": "m"}]}})
    assert await ask(net, named("ollama"), "") == {"m": Model()}


# --- why there are none


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, {"data": [{"id": "m"}]}), "401: the key is refused"),
        ((403, b""), "403: the key is refused"),
        ((302, b""), "302: it sends elsewhere, which is not followed; mend its address"),
        ((404, b"<html>"), "404: no list of models at its address"),
        ((405, b""), "405: no list of models at its address"),
        ((429, {}), "429: too many requests"),
        ((400, {}), "400: the request is refused"),
        ((503, {}), "503: it is out of order"),
        ({"data": []}, "it lists no models"),
        ({"data": [{"id": "m", "type": "embedding"}]}, "it lists no models"),
        ([], "it lists no models"),
        (b"<html>It works</html>", "its answer is no list of models"),
        ({"models": "m"}, "its answer is no list of models"),
        (NetError("connect", "Cannot connect"), "it cannot be reached"),
        (NetError("dns", "x"), "its host name is not known"),
        (NetError("tls", "x"), "no secure connection comes about"),
        (NetError("connect_timeout", "x"), "no answer in time"),
        (NetError("timeout", "x"), "no answer in time"),
        (NetError("cut", "x"), "it hung up before its answer was whole"),
        (NetError("stale", "x"), "it hung up before its answer was whole"),
        (NetError("too_large", "x"), "its answer is too large"),
        (NetError("encoding", "x"), "its answer is packed in a way nobody asked for"),
        (NetError("url", "x"), "its address is not one that can be asked"),
    ],
)
async def test_why_a_list_did_not_come(answer, words):
    assert await why(Net({LIST: answer}), CHAT) == words


async def test_a_server_that_wants_a_key_nobody_gave_says_so():
    assert (
        await why(Net({LIST: (401, {})}), replace(CHAT, key=""), "") == "401: it wants a key and none is set"
    )


@pytest.mark.parametrize("kind", ["lmstudio", "ollama", "gemini"])
async def test_a_server_that_is_not_there_is_asked_once(kind):
    class Gone(Net):
        async def get_json(self, url, headers, *, timeout, max_bytes):
            self.asked.append(url)
            raise NetError("connect_timeout", "")

    net = Gone({})
    assert await why(net, named(kind)) == "no answer in time"
    assert len(net.asked) == 1


async def test_no_words_repeat_the_key():
    for status in (400, 401, 500):
        assert KEY not in await why(Net({LIST: (status, KEY.encode())}), CHAT)


# --- where there is no list to be asked for


@pytest.mark.parametrize(
    "provider",
    [
        replace(CHAT, dialect="bedrock"),
        replace(CHAT, dialect="responses", auth="codex"),
        replace(CHAT, dialect="gemini", auth="google"),
        replace(CHAT, auth="sigv4"),
    ],
    ids=["bedrock", "codex", "google", "sigv4"],
)
async def test_models_behind_another_door_are_those_we_know(provider, monkeypatch):
    net = Net({LIST: {"data": [{"id": "m"}]}})
    with pytest.raises(NoList, match="name its models in the settings"):
        await ask(net, provider)
    shipped = replace(preset("openai"), models={"a": Model(context_window=5), "b": Model()})
    monkeypatch.setattr(asking, "preset", lambda name: shipped if name == "some" else None)
    known = replace(provider, preset="some", models={"a": Model(context_window=7)})
    assert await ask(net, known) == {"a": Model(context_window=7), "b": Model()}
    assert net.asked == []


async def test_azure_is_asked_beside_its_deployments_with_its_own_header():
    url = "https://r.openai.azure.com/openai/models?api-version=2024-10-21"
    net = Net(
        {
            url: {
                "data": [
                    {"id": "gpt-5.4", "capabilities": {"chat_completion": True}},
                    {"id": "embed", "capabilities": {"chat_completion": False, "embeddings": True}},
                ]
            }
        }
    )
    base = "https://r.openai.azure.com/openai/deployments/{model}"
    provider = replace(CHAT, base_url=base, auth="api-key", api_version="2024-10-21")
    assert await ask(net, provider) == {"gpt-5.4": Model()}
    assert net.sent[url]["api-key"] == KEY
    assert "authorization" not in net.sent[url]


async def test_responses_has_the_common_list():
    net = Net({LIST: {"data": [{"id": "m"}]}})
    assert await ask(net, replace(CHAT, dialect="responses")) == {"m": Model()}


async def test_gemini_spoken_natively_is_listed_natively():
    net = Net({f"{GOOGLE}/models?pageSize=1000": gemini_page("gemini-a")})
    provider = replace(CHAT, dialect="gemini", base_url=GOOGLE, auth="x-goog-api-key")
    assert await ask(net, provider) == {"gemini-a": Model(context_window=7)}
    assert net.sent[net.asked[0]]["x-goog-api-key"] == KEY
