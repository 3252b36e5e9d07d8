"""A provider: its key, the way there, its model list, the languages it speaks."""

import shlex
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tui_router.cli.checks.codex import SIGN_IN, check_login
from tui_router.cli.checks.network import how_to_reach, reach
from tui_router.cli.checks.report import Report, plural, toml_key, toml_text
from tui_router.cli.checks.settings import Wired
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import ConfigFault
from tui_router.core.secret import Secret
from tui_router.providers.address import is_loopback
from tui_router.providers.provider import SIGNED, Model, Provider
from tui_router.settings.secrets import missing, resolve
from tui_router.upstream.flavour_file import FlavourFile, Seen
from tui_router.upstream.flavours import LANGUAGES, WORDS, Flavours, probe

if TYPE_CHECKING:
    from tui_router.net.http import Http
    from tui_router.upstream.auth import Signers

KEY_REFUSED = frozenset({"auth_invalid_key", "token_expired"})
"""A permission that is denied may be one model's."""

_SIGNED_BY = {"sigv4": "AWS's signature", "google": "a token from Google"}
"""What stands for a key, by `auth`; whether it is to be had is seen at the first question."""

_NEAR = 5


class Patient:
    """One provider under examination. `dead` says why nothing more can be asked of it; `judged` that its key was. One
    that is not `needed`, since nothing leads to it, keeps nobody from working: then what is wrong is a warning."""

    def __init__(self, provider: Provider, secret: Secret | None, *, needed: bool = True) -> None:
        self.provider = provider
        self.secret = secret
        self.needed = needed
        self.signers: Signers | None = None
        self.dead = ""
        self.judged = False

    @property
    def name(self) -> str:
        return self.provider.name


def check_key(report: Report, provider: Provider, env: Mapping[str, str], *, needed: bool = True) -> Patient:
    """Whether the reference leads to a key. The key itself is never shown."""
    name, reference = provider.name, provider.key
    patient = Patient(provider, None, needed=needed)
    tell = report.fail if needed else report.warn
    if provider.auth == "codex" and not reference:
        patient.judged = True
        patient.dead = check_login(report, provider, env, needed=needed)
        return patient
    signed = _SIGNED_BY.get(provider.auth)
    if signed is not None and not reference:
        report.ok(name, "key", f"no key is configured: requests are vouched for by {signed}")
        return patient
    if not reference or provider.auth == "none":
        patient.judged = True
        if reference or is_loopback(provider.base_url):
            report.ok(name, "key", "no key is sent, as a local server needs none")
        else:
            report.warn(
                name,
                "key",
                f"no key is configured for {provider.base_url}",
                "Refer to one in the settings, if it needs one:",
                [*table_of(provider), f'key = "env:{_variable(name)}"'],
            )
        return patient
    try:
        patient.secret = resolve(reference, env)
    except ConfigFault as fault:
        patient.dead = "its key cannot be used"
        words, paste = _set_key(reference)
        tell(name, "key", str(fault), words, paste)
        return patient
    if patient.secret is None and signed is not None:
        report.ok(name, "key", f"{missing(reference)}: requests are vouched for by {signed}")
        return patient
    if patient.secret is None:
        patient.dead = "its key is not set"
        words, paste = _set_key(reference)
        tell(name, "key", f"its key is not set: {missing(reference)}", words, paste)
        return patient
    # Local servers are given any word for a key; masking "ollama" would blot out every second line.
    if patient.secret.reveal() not in (name, provider.preset):
        report.secrets.append(patient.secret.reveal())
    report.ok(name, "key", f"its key is set ({reference})")
    return patient


def _set_key(reference: str) -> tuple[str, list[str]]:
    form, _, rest = reference.partition(":")
    if form == "env":
        words = "Set it where the gateway is started; one that runs must be started anew."
        return words, [f"export {rest}=…", "tui-router stop"]
    if form == "file":
        return "Put the key alone into that file.", [
            f"${{EDITOR:-vi}} {shlex.quote(rest)}",
            f"chmod 600 {shlex.quote(rest)}",
        ]
    service, _, name = rest.partition("/")
    return "Put it into the keyring.", [f"keyring set {shlex.quote(service)} {shlex.quote(name)}"]


def key_refused(report: Report, patient: Patient, diagnosis: Diagnosis) -> None:
    """Tell it once; nothing more is asked with this key."""
    provider = patient.provider
    patient.judged = True
    patient.dead = "its key is refused"
    if provider.auth == "codex" and not provider.key:
        words, paste = SIGN_IN
    elif not provider.key:
        words, paste = (
            "It wants a key: refer to one in the settings.",
            [*table_of(provider), f'key = "env:{_variable(provider.name)}"'],
        )
    else:
        words, paste = _set_key(provider.key)
        words = f"Put a valid one in its place. {words}"
    said = f"the key ({provider.key or 'none'}) is refused: {diagnosis.message}"
    report.fail(provider.name, "key accepted", said, words, paste)


def key_accepted(report: Report, patient: Patient) -> None:
    if not patient.judged and patient.secret is not None:
        report.ok(patient.name, "key accepted", "its key is accepted")
    patient.judged = True


async def check_address(report: Report, http: "Http", patient: Patient, env: Mapping[str, str]) -> None:
    found = await reach(http, patient.provider)
    if not found.step:
        report.ok(patient.name, "address", found.said)
        return
    patient.dead = patient.dead or "it is not reached"
    words, paste = how_to_reach(patient.provider, found.step, env)
    tell = report.fail if patient.needed else report.warn
    tell(patient.name, "address", found.said, words, paste)


def check_list(
    report: Report, patient: Patient, listed: Mapping[str, Model], why: str, wired: list[Wired]
) -> None:
    """The model list, and whether the wired models stand in it. Some providers have none: that alone harms nobody."""
    name = patient.name
    if not listed:
        report.warn(
            name,
            "model list",
            f"no model list: {why or 'it lists none'}",
            "Models can be named in the settings; a name is then sent as it is wired.",
            [f"[providers.{toml_key(name)}.models.{toml_text('MODEL')}]", "context_window = 131072"],
        )
        return
    report.ok(name, "model list", f"it lists {plural(len(listed), 'model')}")
    for one in wired:
        if one.model and one.model not in listed and one.model not in patient.provider.models:
            words, paste = instead(one, listed)
            report.warn(name, "wired models", f"{one.model} is not in its list", words, paste)


def nearest(model: str, listed: Mapping[str, Model]) -> list[str]:
    close = get_close_matches(model, list(listed)[:5000], _NEAR, 0.4)
    return close or list(listed)[:_NEAR]


def instead(one: Wired, listed: Mapping[str, Model]) -> tuple[str, list[str]]:
    """What to wire in place of a model that is not there."""
    near = nearest(one.model, listed)
    if not near:
        return "Wire a model that it has.", ["tui-router config show"]
    target = f"{one.target.provider}/{near[0]}"
    words = f"Nearest: {', '.join(near)}. In the settings:"
    if one.tiers:
        return words, ["[tiers]", *(f"{tier} = {toml_text(target)}" for tier in one.tiers)]
    return words, [f"to = {toml_text(target)}  # {', '.join(one.uses)}"]


async def check_flavours(
    report: Report, http: "Http", patient: Patient, model: str, file: FlavourFile, now: float
) -> None:
    """Which languages it speaks; what was found lately is not asked again."""
    provider = patient.provider
    if provider.auth in SIGNED:
        report.ok(patient.name, "languages", f"it is spoken to in {provider.dialect}, which is not probed")
        return
    seen = file.look_up(provider.base_url)
    if seen is not None and seen.certain and seen.fresh(now) and provider.dialect in seen.speaks:
        report.ok(patient.name, "languages", f"it speaks {_named(seen.speaks)} (found earlier)")
        return
    found = await probe(http, provider, model, patient.secret)
    report.requests += found.requests
    try:
        file.remember(found, now)
    except OSError as error:
        report.warn(
            patient.name,
            "languages",
            f"what was found cannot be kept ({error.strerror}: {file.path})",
            "Make the state folder writable.",
            [f"chmod u+rwx {shlex.quote(str(file.path.parent))}"],
        )
    tell_flavours(report, provider, found, seen)


def tell_flavours(report: Report, provider: Provider, found: Flavours, seen: Seen | None) -> None:
    name, dialect = provider.name, provider.dialect
    if dialect not in LANGUAGES:
        report.ok(name, "languages", f"it is spoken to in {dialect}, which is not probed")
        return
    spoken = found.speaks
    own = found.of(dialect)
    if own is not None and own.speaks == "yes" and own.base_url == provider.base_url:
        report.ok(name, "languages", f"it speaks {_named(spoken)}")
        return
    if own is not None and own.speaks == "yes":
        report.fail(
            name,
            "languages",
            f"it speaks {WORDS[dialect]}, but under {own.base_url}",
            "Correct the address in the settings:",
            [*table_of(provider), f"base_url = {toml_text(own.base_url)}"],
        )
        return
    if spoken and own is not None and own.speaks == "no":
        other = found.of(spoken[0])
        paste = [*table_of(provider), f'dialect = "{spoken[0]}"']
        if other is not None and other.base_url != provider.base_url:
            paste.append(f"base_url = {toml_text(other.base_url)}")
        said = f"it does not speak {WORDS[dialect]}, which is configured, but {_named(spoken)}"
        report.warn(name, "languages", said, "Set the language in the settings:", paste)
        return
    if seen is not None and dialect in seen.speaks:
        report.ok(name, "languages", f"it speaks {_named(seen.speaks)} (found earlier)")
        return
    why = own.said if own is not None else ""
    if own is not None and own.speaks == "no":
        report.fail(
            name,
            "languages",
            f"it speaks none of {', '.join(WORDS.values())} at {provider.base_url}: {why}",
            "Check base_url: it is what stands before /chat/completions, /responses or /messages.",
            [*table_of(provider), 'base_url = "https://…/v1"'],
        )
        return
    report.skip(name, "languages", f"which languages it speaks cannot be told now: {why}")


def _named(languages: list[str]) -> str:
    words = [WORDS[language] for language in languages]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def table_of(provider: Provider) -> list[str]:
    """The head of its table in the settings, with what makes a whole table of one found in the environment."""
    head = [f"[providers.{toml_key(provider.name)}]"]
    if provider.found_by != "config" and provider.preset:
        head.append(f'preset = "{provider.preset}"')
    return head


def _variable(name: str) -> str:
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in name).upper()
    return f"{plain}_API_KEY"
