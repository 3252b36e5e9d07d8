import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

from tui_router.gateway.logins import login_of
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Signers

_spec = importlib.util.spec_from_file_location(
    "codex_stand_in_of_logins", Path(__file__).resolve().parents[1] / "codex_stand_in.py"
)
assert _spec is not None
assert _spec.loader is not None
stand_in = importlib.util.module_from_spec(_spec)
sys.modules["codex_stand_in_of_logins"] = stand_in
_spec.loader.exec_module(stand_in)

SUB = Provider(name="sub", dialect="responses", base_url="https://e.com", auth="codex")


async def nobody():
    raise AssertionError("nothing is asked")


def gateway(env, key=None):
    return SimpleNamespace(signers=Signers(nobody, env), secret=lambda _: key)


def test_what_a_login_says(tmp_path) -> None:
    stand_in.write(tmp_path / "auth.json", 1_795_000_000.0)
    assert login_of(gateway({"CODEX_HOME": str(tmp_path)}), SUB) == ("plus", 1_795_000_000.0, "")


def test_what_is_wrong_with_it(tmp_path) -> None:
    login = login_of(gateway({"CODEX_HOME": str(tmp_path)}), SUB)
    assert login is not None
    assert "there is no Codex login at" in login.problem


def test_others_have_none(tmp_path) -> None:
    from msgspec.structs import replace

    from tui_router.core.secret import Secret

    env = {"CODEX_HOME": str(tmp_path)}
    assert login_of(gateway(env), replace(SUB, auth="bearer")) is None
    assert login_of(gateway(env, Secret("sk-" + "test-" + "0" * 20)), SUB) is None
