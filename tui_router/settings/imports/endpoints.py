"""Addresses and names of endpoints as other programs write them, as what our settings say for the same."""

from urllib.parse import urlsplit

import msgspec

from tui_router.core.target import Dialect
from tui_router.providers.address import below, tidy
from tui_router.providers.presets import Preset, presets


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`base_url` is empty when the preset's own is meant. `variable` is the one that usually holds the key."""

    preset: str = ""
    dialect: Dialect = "chat"
    base_url: str = ""
    variable: str = ""


_ALIASES = {
    "google": "gemini", "hosted_vllm": "vllm", "ollama_chat": "ollama", "lm_studio": "lmstudio",
    "together_ai": "together", "fireworks_ai": "fireworks", "nvidia_nim": "nvidia", "moonshotai": "moonshot",
    "llama-cpp": "llamacpp", "llama_cpp": "llamacpp", "llamafile": "llamacpp", "x-ai": "xai",
}  # fmt: skip
"""Their words for an endpoint → ours."""

# Chat Completions endpoints that a name alone stands for in LiteLLM and OGX, with the variable of the key. Those of
# together, fireworks, cerebras, nvidia and sambanova stand in OGX's starter configuration (2026-11-21); the others are
# commonly known and were not looked up. `doctor` finds a wrong one. A preset of the same name goes before.
_KNOWN = {
    "together": ("https://api.together.ai/v1", "TOGETHER_API_KEY"),
    "fireworks": ("https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
    "mistral": ("https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "xai": ("https://api.x.ai/v1", "XAI_API_KEY"),
    "cerebras": ("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
    "nvidia": ("https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY"),
    "sambanova": ("https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"),
    "perplexity": ("https://api.perplexity.ai", "PERPLEXITYAI_API_KEY"),
    "deepinfra": ("https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY"),
    "moonshot": ("https://api.moonshot.ai/v1", "MOONSHOT_API_KEY"),
    "dashscope": ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
    "volcengine": ("https://ark.cn-beijing.volces.com/api/v3", "VOLCENGINE_API_KEY"),
    "zai": ("https://api.z.ai/api/paas/v4", "ZAI_API_KEY"),
    "huggingface": ("https://router.huggingface.co/v1", "HF_TOKEN"),
}

NOT_BUILT = {
    "azure": "Azure OpenAI's own addresses (api-version, deployments)",
    "azure_ai": "Azure AI's own addresses",
    "bedrock": "Amazon Bedrock",
    "bedrock_converse": "Amazon Bedrock",
    "sagemaker": "Amazon SageMaker",
    "vertex_ai": "Vertex AI with Google's credentials",
    "vertex_ai_beta": "Vertex AI with Google's credentials",
    "vertexai": "Vertex AI with Google's credentials",
    "cohere": "Cohere's own language",
    "cohere_chat": "Cohere's own language",
    "replicate": "Replicate's own language",
    "watsonx": "watsonx's own language",
    "databricks": "Databricks' own addresses",
    "snowflake": "Snowflake's own language",
    "oci": "Oracle Cloud's own language",
    "github_copilot": "GitHub Copilot's subscription",
    "chatgpt": "the ChatGPT subscription",
}
"""What is not taken over, in words: it has no language that is spoken here, or needs more than an address and a key."""

_PATHS: tuple[tuple[str, Dialect], ...] = (
    ("/chat/completions", "chat"), ("/v1/messages", "anthropic"), ("/messages", "anthropic"),
    ("/responses", "responses"), ("/completions", "chat"), ("/api/chat", "chat"), ("/models", "chat"),
)  # fmt: skip
_GEMINI = "generativelanguage.googleapis.com"


def named(name: str) -> Endpoint | None:
    """The endpoint that a bare name stands for."""
    word = _ALIASES.get(name.lower(), name.lower())
    preset = presets().get(word)
    if preset is not None:
        return Endpoint(preset=word, dialect=preset.dialect, variable=_variable(preset))
    if word in _KNOWN:
        base_url, variable = _KNOWN[word]
        return Endpoint(base_url=base_url, variable=variable)
    return None


def name_of(endpoint: Endpoint, word: str) -> str:
    """What a provider may be called that has no name of its own, only a `word` for its kind."""
    if endpoint.preset:
        return endpoint.preset
    usual = named(word)
    if (
        usual is not None
        and usual.base_url in ("", endpoint.base_url)
        and not (usual.preset and endpoint.base_url)
    ):
        return _ALIASES.get(word.lower(), word.lower())
    return _host(endpoint.base_url) or word


def placed(url: str, *, name: str = "", dialect: Dialect | None = None) -> Endpoint:
    """The endpoint at an address, which may end in the path of a request. `name` is what its owner calls it: on
    another machine it is all that tells one local server from the next. `dialect` when its owner said it."""
    base_url, found = _base(tidy(url))
    word = _ALIASES.get(name.lower(), name.lower())
    spoken = dialect or found
    if _host(base_url) == _GEMINI and spoken != "anthropic" and "gemini" in presets():
        return Endpoint(preset="gemini", variable=_variable(presets()["gemini"]))
    for preset in _likely(base_url, word):
        if preset.dialect == (spoken or preset.dialect) or _has_both(preset, base_url, spoken):
            if word == "ollama" or preset.name == "ollama":
                base_url = base_url if urlsplit(base_url).path.strip("/") else f"{base_url}/v1"
            same = _plain(base_url) == _plain(preset.base_url)
            return Endpoint(
                preset=preset.name,
                dialect=preset.dialect,
                base_url="" if same else base_url,
                variable=_variable(preset),
            )
    known = next((v for u, v in _KNOWN.values() if _plain(u) == _plain(base_url)), "")
    return Endpoint(dialect=spoken or "chat", base_url=base_url, variable=known)


def _has_both(preset: Preset, base_url: str, spoken: str | None) -> bool:
    """Others ask OpenAI in whichever of its languages they know; the preset says which of them is better."""
    return bool(preset.elsewhere) and spoken in ("chat", "responses") and below(base_url, preset.base_url)


def _base(url: str) -> tuple[str, Dialect | None]:
    for path, dialect in _PATHS:
        if url.endswith(path):
            return tidy(url[: -len(path)]), dialect
    return url, None


def _likely(base_url: str, name: str) -> list[Preset]:
    """Presets that may be meant, the likeliest first: the same address, the same host, a local server by its name
    or by a port that no other kind of server has."""
    every = [preset for preset in presets().values() if preset.base_url]
    try:
        port = urlsplit(base_url).port
    except ValueError:
        return []
    found = [p for p in every if _plain(p.base_url) == _plain(base_url)]
    found += [p for p in every if not p.local and below(base_url, p.base_url)]
    found += [p for p in every if p.local and p.name == name]
    ports = [p.port for p in every]
    return found + [
        p for p in every if p.local and p.port == port and ports.count(port) == 1 and port in _TELLING
    ]


_TELLING = (11434, 1234)
"""Ports of Ollama and LM Studio. Anything may listen on 8000 and 8080."""


def _variable(preset: Preset) -> str:
    return preset.keys[0] if preset.keys else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _plain(url: str) -> str:
    return url.lower().replace("//localhost", "//127.0.0.1")
