import msgspec
import pytest

from tui_router.core.secret import Secret
from tui_router.settings.schema import Journal, Server, Settings, Ui


def test_the_defaults_are_the_documented_ones():
    settings = Settings()
    assert msgspec.structs.astuple(settings.server) == ("127.0.0.1", 8787, "loopback")
    assert msgspec.structs.astuple(settings.journal) == ("full", 5000, 1024)
    assert settings.ui.theme == ""
    assert settings.search


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Server, {"port": -1}),
        (Server, {"port": 65536}),
        (Server, {"host": "x" * 256}),
        (Server, {"control": "any"}),
        (Journal, {"keep_mb": -1}),
        (Ui, {"theme": 1}),
    ],
)
def test_the_struct_itself_refuses_what_cannot_be(kind, given):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, kind)


def test_no_field_could_hold_a_resolved_key():
    def kinds(struct):
        for field in msgspec.structs.fields(struct):
            yield field.type

    assert Secret not in set(kinds(Settings)) | set(kinds(Server))
