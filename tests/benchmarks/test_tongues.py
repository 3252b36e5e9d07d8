import json

import pytest

from benchmarks import bodies
from benchmarks.client import Door, load
from benchmarks.processes import mock
from benchmarks.tongues import TONGUES, tongue_at, words
from tui_router.core.target import Target
from tui_router.dialects.base import Call
from tui_router.dialects.find import dialect_of
from tui_router.messages.codec import decode_request
from tui_router.messages.fold import Fold
from tui_router.providers.provider import Provider


def call(language):
    body = json.dumps(bodies.small(5, stream=True)).encode()
    return Call(
        request=decode_request(body),
        body=body,
        target=Target("mock", "mock"),
        provider=Provider(
            name="mock", dialect=language, base_url=f"http://127.0.0.1:1{TONGUES[language].base}"
        ),
        new_id=lambda prefix: f"{prefix}1",
    )


@pytest.mark.parametrize("language", TONGUES)
def test_it_says_what_its_dialect_hears(language):
    tongue, asked, dialect = TONGUES[language], call(language), dialect_of(language)
    prepared = dialect.prepare(asked)
    assert tongue_at(f"{tongue.base}{prepared.path}".encode()) is tongue
    machine = dialect.machine(asked, prepared)
    heard = Fold()
    for event in [*machine.feed(b"".join(tongue.events(5))), *machine.close()]:
        heard.accumulate(event)
    assert (machine.done, machine.fault) == (True, None)
    whole, _, _ = dialect.read_response(asked, prepared, json.dumps(tongue.whole(5)).encode())
    for message in (heard.message(), whole):
        assert [block.text for block in message.content] == ["".join(words(5))]
        assert message.usage.output_tokens == 120
    assert len(tongue.events(5)) == tongue.head + 5 + tongue.tail


def test_nobody_speaks_at_a_strange_path():
    assert tongue_at(b"/v1/embeddings") is None


async def test_the_mock_streams_each_of_them():
    with mock() as url:
        for language, tongue in TONGUES.items():
            path = f"{tongue.base}{dialect_of(language).prepare(call(language)).path}"
            result = await load(Door(url, path, {}, b" word"), bodies.small(20, stream=True), 2, count=2)
            again = 4 if language == "responses" else 1  # it says all of it three times more
            assert result.failed(20 * again) == 0, language
