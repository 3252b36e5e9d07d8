"""The .env file of 1rgs's or fuergaosi233's claude-code-proxy: the variables that also configure the gateway by
themselves, made into a settings file.
"""

from collections.abc import Mapping
from typing import Any

from tui_router.core.faults import ConfigFault
from tui_router.providers.provider import Provider
from tui_router.settings.environment import from_environment
from tui_router.settings.imports.draft import NOTHING, Draft, Imported, plain
from tui_router.settings.imports.endpoints import Endpoint, placed
from tui_router.settings.imports.texts import read_variables, whole
from tui_router.settings.migrants import Migrated, from_variables
from tui_router.settings.problems import Problem


def read(text: str, env: Mapping[str, str] = NOTHING) -> Imported:  # noqa: ARG001 - all formats are read alike
    """Raises `ConfigFault` for a file without one such variable."""
    variables = read_variables(text)
    if not variables:
        raise ConfigFault.say("holds no lines NAME=value")
    draft = Draft()
    problems: list[Problem] = []
    found = from_environment(variables, {}, problems)
    made = from_variables(variables, found, {}, sure=True)
    for problem in problems:
        draft.remark(f"{problem.key}: {problem.text}; the provider is left out")
    for name in made.providers:
        _provider(draft, made, name)
    draft.tiers.update({str(tier): target for tier, target in made.tiers.items()})
    draft.routes.extend(made.routes)
    for said in made.remarks:
        draft.remark(said)
    keys = sorted({provider.key.removeprefix("env:") for provider in made.providers.values() if provider.key})
    if keys:
        draft.remark(f"Keys are not copied; export {', '.join(keys)} where the gateway is started")
    draft.listen(variables.get("HOST", ""), whole(variables.get("PORT")), guarded=False)
    return draft.finish("claude-code-proxy")


def _provider(draft: Draft, made: Migrated, name: str) -> None:
    provider: Provider = made.providers[name]
    endpoint = Endpoint(
        preset=provider.preset, dialect=provider.dialect, variable=provider.key.removeprefix("env:")
    )
    if name == "openai":
        endpoint = placed(provider.base_url, name=name)
    ours = draft.provider(name, endpoint, key=provider.key, headers=provider.headers)
    if not ours:
        draft.remark(f"{plain(name)} is left out")
        return
    timeouts: dict[str, Any] = {
        key: getattr(provider.timeouts, key)
        for key in ("first_byte", "idle")
        if f"providers.{name}.timeouts.{key}" in made.origins
    }
    if timeouts:
        draft.providers[ours]["timeouts"] = timeouts
