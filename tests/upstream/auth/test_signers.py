"""Which providers have a signer, and that the others cost nothing."""

import subprocess
import sys

import pytest

from tui_router.core.secret import Secret
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import MOST, Signers, cannot


async def nobody():
    raise AssertionError("nothing is asked")


def provider(auth: str, **more) -> Provider:
    return Provider(name="p", dialect="chat", base_url="http://127.0.0.1:1", auth=auth, **more)


@pytest.mark.parametrize("auth", ["bearer", "x-api-key", "api-key", "x-goog-api-key", "none"])
def test_a_plain_header_has_no_signer(auth: str) -> None:
    assert Signers(nobody, {}).of(provider(auth), Secret("k")) is None
    assert Signers(nobody, {}).of(provider(auth), None) is None


@pytest.mark.parametrize("auth", ["sigv4", "google", "codex"])
def test_a_signer_is_made_once_and_only_without_a_key(auth: str, tmp_path) -> None:
    signers = Signers(nobody, {"HOME": str(tmp_path), "CODEX_HOME": str(tmp_path)})
    first = signers.of(provider(auth), None)
    assert first is not None
    assert signers.of(provider(auth), None) is first
    assert signers.of(provider(auth, region="eu-west-1"), None) is not first
    assert signers.of(provider(auth), Secret("a bearer token")) is None


def test_no_more_are_kept_than_one_needs() -> None:
    signers = Signers(nobody, {})
    first = signers.of(provider("sigv4"), None)
    for number in range(MOST):
        signers.of(provider("sigv4", region=f"r-{number}"), None)
    assert signers.of(provider("sigv4"), None) is not first


def test_the_libraries_are_loaded_only_by_whom_they_serve() -> None:
    code = (
        "import sys; from tui_router.upstream.auth import Signers;"
        "import tui_router.upstream.send, tui_router.gateway.plan;"
        "found = [name for name in sys.modules if name.partition('.')[0] in ('botocore', 'google')];"
        "found += [name for name in sys.modules if name.startswith('tui_router.upstream.auth.')];"
        "sys.exit(str(found) if found else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stderr == ""


def test_a_fault_of_a_signer_is_an_authentication_error() -> None:
    fault = cannot(provider("sigv4"), "why")
    assert fault.diagnosis.type == "authentication_error"
    assert fault.diagnosis.message == "provider p: why"
