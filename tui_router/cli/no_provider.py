"""A provider that somebody names and that is not configured: what there is, and how to have it."""

from collections.abc import Collection
from pathlib import Path

from tui_router.cli.lines import printable
from tui_router.cli.trouble import Trouble
from tui_router.providers.presets import Preset, presets
from tui_router.settings.problems import nearest, shown

_MOST = 20
"""Providers that are named."""


def no_provider(name: str, configured: Collection[str], config: Path, *, variables: bool) -> Trouble:
    """`configured` are the providers in force, `config` is where the settings file belongs. `variables`: they make
    providers, and servers on this machine are found, as long as no settings file names one."""
    have = ", ".join(each[:60] for each in list(configured)[:_MOST]) or "none"
    said = printable(f"No provider {shown(name)} is configured (there are: {have}).")
    preset = presets().get(name)
    if preset is not None:
        return Trouble(said, lines=_ways(preset, config, variables=variables))
    near = nearest(name, [*configured, *presets()])
    guess = [f"did you mean {near}?"] if near else []
    return Trouble(said, lines=[*guess, f"presets: {', '.join(presets())}"])


def _ways(preset: Preset, config: Path, *, variables: bool) -> list[str]:
    """What makes it one."""
    lines = []
    if variables and preset.local:
        lines = [f"start {preset.title} (127.0.0.1:{preset.port})"]
    elif variables and preset.keys and not preset.aside:
        lines = [f"export {preset.keys[0]}=…"]
    return [
        *lines,
        f"{'or, ' if lines else ''}in {config}:",
        f"[providers.{preset.name}]",
        f'preset = "{preset.name}"',
    ]
