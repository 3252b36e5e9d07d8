"""What Claude Code must find in its environment to speak to us. Pure: an environment in, changes out.

Facts about the client: version 2.1.329, measured or read in it.
"""

import shlex
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

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

SMALLEST_WINDOW = 100_000
"""Tokens; the client reads a smaller CLAUDE_CODE_AUTO_COMPACT_WINDOW as this, and says so on stderr."""


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """One start of the client. `tiers` and `subagent` are what the flags chose, `id` names them to the gateway.

    `foreign`: some request may reach a model that is not Claude. `window`: tokens of the
    main conversation's target.
    """

    url: str
    token: str
    id: str = ""
    tiers: dict[str, str] = {}
    subagent: str = ""
    foreign: bool = True
    window: int | None = None

    def __repr__(self) -> str:
        return f"Launch({self.url!r}, id={self.id!r}, tiers={self.tiers!r})"


class Changes(msgspec.Struct, frozen=True):
    put: dict[str, str]
    remove: list[str]

    def __repr__(self) -> str:
        return f"Changes(put={sorted(self.put)!r}, remove={self.remove!r})"

    def apply(self, env: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, value in env.items() if name not in self.remove} | self.put

    def as_shell(self) -> str:
        """Lines for `eval` in a POSIX shell."""
        lines = [f"export {name}={shlex.quote(value)}" for name, value in self.put.items()]
        if self.remove:
            lines.append(f"unset {' '.join(self.remove)}")
        return "\n".join(lines)


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
    return Changes(put, sorted(remove))


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


def _compaction(window: int) -> dict[str, str]:
    """Make the client compact before the target overflows. It takes an unknown window for a million tokens."""
    if window >= SMALLEST_WINDOW:
        return {"CLAUDE_CODE_AUTO_COMPACT_WINDOW": str(window)}
    share = max(1, window * 85 // SMALLEST_WINDOW)
    return {
        "CLAUDE_CODE_AUTO_COMPACT_WINDOW": str(SMALLEST_WINDOW),
        "CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": str(share),
    }
