import pytest

from tui_router.settings import references
from tui_router.settings.references import reference_trouble


@pytest.mark.parametrize("good", ["env:OPENAI_API_KEY", "env:_x1", "file:/run/secrets/key", "file:~/key"])
def test_a_place_is_a_reference(good):
    assert reference_trouble(good) == ""


@pytest.mark.parametrize(
    "bad",
    ["sk-secretsecret", "secretsecret", "ENV:secretsecret", "env:secret secret", "env:", "file:secretsecret", "file:",
     "file:/secret\nsecret", "keyring:secretsecret", "vault:secretsecret", ":secretsecret"],
)  # fmt: skip
def test_anything_else_is_refused_and_not_repeated(bad):
    said = reference_trouble(bad)
    assert said
    assert "secretsecret" not in said
    assert "secret\nsecret" not in said


def test_a_keyring_needs_its_extra(monkeypatch):
    monkeypatch.setattr(references, "keyring_installed", lambda: False)
    assert "tui-router[keyring]" in reference_trouble("keyring:service/name")
    monkeypatch.setattr(references, "keyring_installed", lambda: True)
    assert reference_trouble("keyring:service/name") == ""
