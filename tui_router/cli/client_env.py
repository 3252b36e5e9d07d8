"""What Claude Code must find in its environment to speak to us. Pure: an environment in, changes out.

Facts about the client: versions 2.1.329 and 2.1.330, measured or read in them.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from tui_router.cli.shells import Shell, script

LAUNCH_HEADER = "x-tui-router-launch"

# Each of these makes the client leave ANTHROPIC_BASE_URL aside, or sends a second credential along.
_ELSEWHERE = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_UNIX_SOCKET",
    "ANTHROPIC_VERTEX_PROJECT_ID",
    "CLAUDE_CODE_USE_ANTHROPIC_AWS",
    "CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD",
    "CLAUDE_CODE_USE_BEDROCK",
    "CLAUDE_CODE_USE_FOUNDRY",
    "CLAUDE_CODE_USE_MANTLE",
    "CLAUDE_CODE_USE_VERTEX",
)

# Names that the client would send instead of its own claude ids; a tier chosen by flag must win over them.
_OF_TIER = {
    "haiku": ("ANTHROPIC_DEFAULT_HAIKU_MODEL", "ANTHROPIC_SMALL_FAST_MODEL"),
    "sonnet": ("ANTHROPIC_DEFAULT_SONNET_MODEL",),
    "opus": ("ANTHROPIC_DEFAULT_OPUS_MODEL",),
    "fable": ("ANTHROPIC_DEFAULT_FABLE_MODEL",),
    "default": ("ANTHROPIC_MODEL", "ANTHROPIC_DEFAULT_MODEL"),
}
_OF_SUBAGENTS = "CLAUDE_CODE_SUBAGENT_MODEL"

# The variable that names a tier's model to the client. What fits none of these tiers has no such variable.
_NAMES = {
    "haiku": "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "sonnet": "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "opus": "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "fable": "ANTHROPIC_DEFAULT_FABLE_MODEL",
}

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")

MOST_OUTPUT = 128_000
"""Tokens that the client asks for at most; a target that takes as many needs no word."""

SMALLEST_WINDOW = 100_000
"""Tokens; the client reads a smaller CLAUDE_CODE_AUTO_COMPACT_WINDOW as this, and says so on stderr."""


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """One start of the client. `tiers` and `subagent` are what the flags chose, `id` names them to the gateway.

    `foreign`: some request may reach a model that is not Claude. `window` and `max_output`: tokens of the
    main conversation's target, None where nobody knows.
    """

    url: str
    token: str
    id: str = ""
    tiers: dict[str, str] = {}
    subagent: str = ""
    foreign: bool = True
    window: int | None = None
    max_output: int | None = None

    def __repr__(self) -> str:
        return f"Launch({self.url!r}, id={self.id!r}, tiers={self.tiers!r})"


class Changes(msgspec.Struct, frozen=True):
    put: dict[str, str]
    remove: list[str]

    def __repr__(self) -> str:
        return f"Changes(put={sorted(self.put)!r}, remove={self.remove!r})"

    def apply(self, env: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, value in env.items() if name not in self.remove} | self.put

    def as_shell(self, shell: Shell = "sh") -> str:
        """Lines that a shell takes over."""
        return script(self.put, self.remove, shell)


def changes(env: Mapping[str, str], launch: Launch) -> Changes:
    no_proxy = _no_proxy(env, launch.url)
    put = {
        "ANTHROPIC_BASE_URL": launch.url,
        "ANTHROPIC_AUTH_TOKEN": launch.token,
        "CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY": "1",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }
    remove = list(_ELSEWHERE)
    if launch.id:
        put["ANTHROPIC_CUSTOM_HEADERS"] = _headers(env.get("ANTHROPIC_CUSTOM_HEADERS", ""), launch.id)
        for tier in launch.tiers:
            remove += _OF_TIER[tier]
        if launch.subagent:
            remove.append(_OF_SUBAGENTS)
    if launch.foreign:
        # Deferred tools and beta fields mean something to Claude alone.
        put["ENABLE_TOOL_SEARCH"] = "false"
        put["CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS"] = "1"
        if launch.window is not None:
            put |= _compaction(launch.window)
        if launch.max_output is not None and launch.max_output < MOST_OUTPUT:
            put["CLAUDE_CODE_MAX_OUTPUT_TOKENS"] = str(_smaller(env, launch.max_output))
    return Changes(put, sorted(remove))


def lasting(env: Mapping[str, str], launch: Launch) -> Changes:
    """The same for a settings file, which outlives the gateway: no launch to know, so what the flags chose is named
    in full, and the client takes the name of a model it does not know along with its window.

    The user's exceptions from the proxy are only copied where there is a proxy.
    """
    change = changes(env, msgspec.structs.replace(launch, id=""))
    put = dict(change.put)
    if not any(env.get(name) or env.get(name.upper()) for name in _PROXIES):
        del put["NO_PROXY"], put["no_proxy"]
    named = {_NAMES[tier]: target for tier, target in launch.tiers.items() if tier in _NAMES}
    if launch.subagent:
        named[_OF_SUBAGENTS] = launch.subagent
    if named and launch.window is not None:
        named["CLAUDE_CODE_MAX_CONTEXT_TOKENS"] = str(launch.window)
    remove = set(change.remove)
    for tier in launch.tiers:
        remove |= set(_OF_TIER[tier])
    return Changes(put | named, sorted(remove - named.keys()))


def arguments(given: Sequence[str], launch: Launch) -> list[str]:
    """The client's arguments. Its auto mode asks a classifier that no foreign model is."""
    chosen = any(
        word in ("--permission-mode", "--dangerously-skip-permissions")
        or word.startswith("--permission-mode=")
        for word in given
    )
    if launch.foreign and not chosen:
        return ["--permission-mode", "default", *given]
    return list(given)


def _no_proxy(env: Mapping[str, str], url: str) -> str:
    """The user's exceptions and ours; the client sends even loopback addresses through a proxy."""
    given = ",".join(env.get(name, "") for name in ("NO_PROXY", "no_proxy"))
    hosts = [host.strip() for host in given.split(",") if host.strip()]
    hosts += ["127.0.0.1", "localhost", urlsplit(url).hostname or "127.0.0.1"]
    return ",".join(dict.fromkeys(hosts))


def _headers(given: str, id: str) -> str:
    """One header a line; a launch inside a launch replaces the outer one's."""
    kept = [
        line
        for line in given.splitlines()
        if line.strip() and line.partition(":")[0].strip().lower() != LAUNCH_HEADER
    ]
    return "\n".join([*kept, f"{LAUNCH_HEADER}: {id}"])


def _smaller(env: Mapping[str, str], limit: int) -> int:
    """The target's limit, or the user's own where that is less."""
    given = env.get("CLAUDE_CODE_MAX_OUTPUT_TOKENS", "")
    if given.isascii() and given.isdigit() and len(given) < 10 and int(given) > 0:
        return min(int(given), limit)
    return limit


def _compaction(window: int) -> dict[str, str]:
    """Make the client compact before the target overflows. It takes an unknown window for a million tokens."""
    if window >= SMALLEST_WINDOW:
        return {"CLAUDE_CODE_AUTO_COMPACT_WINDOW": str(window)}
    share = max(1, window * 85 // SMALLEST_WINDOW)
    return {
        "CLAUDE_CODE_AUTO_COMPACT_WINDOW": str(SMALLEST_WINDOW),
        "CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": str(share),
    }
