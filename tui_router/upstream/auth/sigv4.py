"""AWS's Signature Version 4, made by botocore. Nothing else of botocore is used: requests go out by our own client.

Credentials are those of the environment, else those of a profile in AWS's own files, else what AWS's tools write there.
The address at which a machine of AWS hands out its own credentials is asked only where a profile says so.
"""

import asyncio
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.providers.provider import Provider
from tui_router.providers.regions import from_environment
from tui_router.upstream.auth import Means, Outgoing, cannot, missing_extra

LARGE = 256 * 1024
"""Bytes of a body above which its hash is made beside the loop."""

_HOST = re.compile(r"(bedrock(?:-[a-z]+)*)\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)")
_SERVICES = {"bedrock-mantle": "bedrock-mantle"}
"""Hosts whose name in a signature is their own; all others of Bedrock sign as "bedrock"."""

_SIGNED = frozenset({"content-type", "host"})
"""What is signed beside AWS's own headers. What a connection may still change is left out."""

_NONE = (
    "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give a Bedrock API key"
    " (AWS_BEARER_TOKEN_BEDROCK); a machine's own role is asked for where a profile has a role_arn and"
    " credential_source = Ec2InstanceMetadata"
)


def signer(provider: Provider, means: Means) -> "SigV4Signer":
    return SigV4Signer(provider, means)


def place_of(provider: Provider, env: Mapping[str, str]) -> tuple[str, str]:
    """Service and region of a signature: the settings' region, else the address's, else the environment's."""
    found = _HOST.search(urlsplit(provider.base_url).hostname or "")
    service = _SERVICES.get(found[1], "bedrock") if found else "bedrock"
    region = provider.region or (found[2] if found else "") or from_environment("region", "", env)
    return service, region


class SigV4Signer:
    """Keeps the credentials it found until they are refused; botocore renews those that end by themselves."""

    def __init__(self, provider: Provider, means: Means) -> None:
        self._provider = provider
        self._means = means
        self._found: Any = None  # botocore's credentials
        self._lock = asyncio.Lock()
        self._used = ""  # the key id that was sent last

    async def headers(self, outgoing: Outgoing) -> dict[str, str]:
        service, region = place_of(self._provider, self._means.env)
        if not region:
            raise cannot(self._provider, "AWS wants a region to sign for; set region, or AWS_REGION")
        frozen = await self._credentials()
        if len(outgoing.body) > LARGE:
            return await asyncio.to_thread(_signed, outgoing, frozen, service, region)
        return _signed(outgoing, frozen, service, region)

    async def refused(self) -> bool:
        """Files of credentials are rewritten by AWS's tools: those found now may be others."""
        before, self._found = self._used, None
        try:
            await self._credentials()
        except UpstreamFault:
            return False
        return self._used != before

    async def _credentials(self) -> Any:
        async with self._lock:
            try:
                if self._found is None:
                    self._found = await asyncio.to_thread(self._find)
                frozen = await asyncio.to_thread(self._found.get_frozen_credentials) if self._found else None
            except ImportError:
                raise cannot(self._provider, missing_extra("bedrock")) from None
            except _faults() as error:
                why = f"AWS credentials cannot be had: {_told(error)}{self._remedy(error)}"
                raise cannot(self._provider, why) from None
        if frozen is None or not frozen.access_key or not frozen.secret_key:
            self._found = None
            raise cannot(self._provider, _NONE)
        if not all(_sendable(word) for word in (frozen.access_key, frozen.secret_key, frozen.token or "")):
            self._found = None
            raise cannot(
                self._provider, "AWS credentials cannot be had: those that were found are no text to send"
            )
        for secret in (frozen.secret_key, frozen.token):
            if secret:
                self._means.know(Secret(secret))
        self._used = f"{frozen.access_key} {hash((frozen.secret_key, frozen.token))}"
        return frozen

    def _remedy(self, error: Exception) -> str:
        """How a login that ended is renewed. The library itself names it for some of them."""
        profile = self._means.env.get("AWS_PROFILE", "").strip()[:80]
        behind = f" --profile {profile}" if profile.isprintable() and profile else ""
        faults = import_module("botocore.exceptions")
        if isinstance(error, (faults.SSOError, faults.TokenRetrievalError)):
            return f"; `aws sso login{behind}` makes new ones"
        return f"; `aws login{behind}` makes new ones" if isinstance(error, faults.LoginError) else ""

    def _find(self) -> Any:
        env = self._means.env
        key, secret = env.get("AWS_ACCESS_KEY_ID", "").strip(), env.get("AWS_SECRET_ACCESS_KEY", "").strip()
        if key and secret:
            credentials = import_module("botocore.credentials")
            return credentials.Credentials(key, secret, env.get("AWS_SESSION_TOKEN", "").strip() or None)
        session = import_module("botocore.session").Session(
            profile=env.get("AWS_PROFILE", "").strip() or None
        )
        for variable, name in _FILES:
            if env.get(variable):
                session.set_config_variable(name, env[variable])
        chain = session.get_component("credential_provider")
        for asked in ("env", "iam-role"):
            chain.remove(asked)
        return chain.load_credentials()


_FILES = (("AWS_SHARED_CREDENTIALS_FILE", "credentials_file"), ("AWS_CONFIG_FILE", "config_file"))


def _signed(outgoing: Outgoing, frozen: Any, service: str, region: str) -> dict[str, str]:
    """The headers of the signature: authorization, x-amz-date, and x-amz-security-token for credentials that end."""
    request = import_module("botocore.awsrequest").AWSRequest(
        method=outgoing.method,
        url=outgoing.url,
        headers={name: value for name, value in outgoing.headers.items() if name in _SIGNED},
        data=outgoing.body,
    )
    before = {name.lower() for name in request.headers}
    import_module("botocore.auth").SigV4Auth(frozen, service, region).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items() if name.lower() not in before}


def _sendable(word: object) -> bool:
    """A program that hands out credentials may write anything."""
    return isinstance(word, str) and word.isascii() and (word.isprintable() or not word)


def _faults() -> tuple[type[Exception], ...]:
    """What a person's files hold and the programs say that they name raises whatever its reader meets."""
    faults = import_module("botocore.exceptions")
    broken = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
    return OSError, *broken, faults.BotoCoreError, faults.ClientError


def _told(error: Exception) -> str:
    """The library's words, cut short. They name profiles and files, never a key."""
    return " ".join(str(error).split())[:200] or type(error).__name__
