import ast
import json

import pytest
from export_exchanges import exchange

from tui_router.export.bundle import read_bundle
from tui_router.export.forms import FORMS, About, call_text, file_name, render

FAKE = "sk-ant-" + "api03-" + "a1" * 20


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_one_exchange_has_no_secret(form):
    given = exchange(comment=FAKE)
    given.legs[0].data = given.legs[3].data = b'{"messages":[],"model":"m","x":"%s"}' % FAKE.encode()
    for leg in given.legs:
        leg.size = len(leg.data)
    done = render(form, [given])
    assert done
    assert FAKE.encode() not in done
    if FORMS[form].ending == "py":
        ast.parse(done)


def test_several():
    both = [exchange(38), exchange(39)]
    assert [each.row.id for each in read_bundle(render("jsonl", both))] == [38, 39]
    assert len(json.loads(render("har", both, About(version="9")))["log"]["entries"]) == 6
    assert (
        render("curl", both, About(gateway="http://gw:1")).count(
            b"curl -sSN --globoff -X POST 'http://gw:1/v1/"
        )
        == 2
    )
    assert b"<title>Mine</title>" in render("html", both, About(title="Mine"))
    for form in ("pytest", "python", "openai"):
        with pytest.raises(ValueError, match="one exchange"):
            render(form, both)


def test_the_call_to_the_upstream_and_its_key():
    about = About(keys={"openai": "env:MY_KEY"})
    assert "$MY_KEY" in call_text("curl", exchange(), about, upstream=True)
    assert "attempt 1" in call_text("httpie", exchange(), about, upstream=True, attempt=1)
    assert "ANTHROPIC_AUTH_TOKEN" in call_text("curl", exchange(), about)
    assert "os.environ['MY_KEY']" in call_text("openai", exchange(), about)


def test_names_of_files():
    assert file_name("har", [38]) == "tui-router-har-38.har"
    assert file_name("html", [38, 31, 40]) == "tui-router-page-31-40.html"
