"""Settings of other programs, read into the shape of ours. Pure; each format is imported when it is asked for."""

import importlib
from collections.abc import Mapping

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.draft import NOTHING, SECRET_WORDS, Imported
from tui_router.settings.imports.texts import is_variables, read_toml, read_yaml, rows, table
from tui_router.settings.problems import looks_secret

FORMATS = {"ccr": "ccr", "litellm": "litellm", "ferryllm": "ferryllm", "ogx": "ogx", "1rgs": "dotenv"}
"""What `--from` takes → the module that reads it."""

__all__ = ["FORMATS", "Imported", "harmless", "read", "recognise"]


def read(text: str, source: str = "", env: Mapping[str, str] = NOTHING) -> Imported:
    """The settings in a text. `env` fills in addresses that are given as variables; keys are never looked at.

    Raises `ConfigFault` with a clause about the file when it cannot be read or is none of these formats.
    """
    module = importlib.import_module(f"tui_router.settings.imports.{FORMATS[source or recognise(text)]}")
    found: Imported = module.read(text.removeprefix("\ufeff"), harmless(env))
    if not found.settings.get("providers"):
        said = "".join(f"\n  {remark}" for remark in found.remarks[:5])
        raise ConfigFault.say(f"names no provider that could be taken over{said}")
    return found


def harmless(env: Mapping[str, str]) -> dict[str, str]:
    """The environment with every secret as a question mark, so that no address a file makes up can carry one: an
    address must not have a query. That it is set can still be asked."""
    return {
        name: "?" if looks_secret(value) or any(word in name.lower() for word in SECRET_WORDS) else value
        for name, value in env.items()
    }


def recognise(text: str) -> str:
    """The format of a text by what it holds. Raises `ConfigFault` when it looks like none of them."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    first = next((line for line in lines if line and not line.startswith(("//", "/*", "*"))), "")
    if first.startswith("{"):
        return "ccr"
    if is_variables(text):
        return "1rgs"
    try:
        top = read_toml(text)
    except ConfigFault:
        top = table(read_yaml(text))
    if "model_list" in top:
        return "litellm"
    if "inference" in table(top.get("providers")):
        return "ogx"
    if rows(top.get("providers")):
        return "ferryllm"
    raise ConfigFault.say(f"looks like none of these: {', '.join(FORMATS)}; say which it is with --from")
