"""Addresses that have a cloud's region or project in them: `https://bedrock-runtime.{region}.amazonaws.com`."""

import re
from collections.abc import Mapping

from tui_router.providers.address import is_loopback

REGION_VARIABLES: dict[str, tuple[str, ...]] = {
    "aws": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "google": ("GOOGLE_CLOUD_LOCATION", "CLOUD_ML_REGION"),
}
PROJECT_VARIABLES = ("GOOGLE_CLOUD_PROJECT", "ANTHROPIC_VERTEX_PROJECT_ID")

_PLAIN = re.compile(r"[a-z0-9][a-z0-9:.-]{0,62}")
"""A region or a project: it becomes part of a host name or a path. Google's older projects have a domain before them."""

_GOOGLE = "-aiplatform.googleapis.com"
_JOINT = ("us", "eu")
"""Google's locations of several regions, which have hosts of another form."""


def wants(url: str) -> tuple[str, ...]:
    """Which of region and project the address leaves open."""
    return tuple(word for word in ("region", "project") if f"{{{word}}}" in url)


def cloud_of(url: str) -> str:
    return "google" if ".googleapis.com" in url else "aws"


def variables_of(word: str, url: str) -> tuple[str, ...]:
    """The variables that may say it, the first one that is set counts."""
    return PROJECT_VARIABLES if word == "project" else REGION_VARIABLES[cloud_of(url)]


def from_environment(word: str, url: str, env: Mapping[str, str]) -> str:
    return next((env[name].strip() for name in variables_of(word, url) if env.get(name, "").strip()), "")


def is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None


def fill(url: str, region: str, project: str) -> str:
    """The address with both in it. Some regions have hosts of their own making."""
    if cloud_of(url) == "google" and not is_loopback(url):
        if region == "global":
            url = url.replace("{region}" + _GOOGLE, _GOOGLE.removeprefix("-"))
        elif region in _JOINT:
            url = url.replace("{region}" + _GOOGLE, f"aiplatform.{region}.rep.googleapis.com")
    elif region.startswith("cn-"):
        url = url.replace("{region}.amazonaws.com", "{region}.amazonaws.com.cn")
    return url.replace("{region}", region).replace("{project}", project)
