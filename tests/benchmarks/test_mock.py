from benchmarks import bodies
from benchmarks.client import load
from benchmarks.processes import direct, mock, post


def test_the_mock_gives_what_was_ordered_and_refuses_the_rest() -> None:
    with mock() as url:
        door = direct(url)
        assert post(url, door.request(bodies.as_chat(bodies.big(20, stream=False)))) == 200
        assert post(url, door.request({"model": "mock", "messages": []})) == 404


async def test_every_chunk_of_a_stream_arrives() -> None:
    with mock() as url:
        for chunks, gap in ((0, 0), (1, 0), (600, 0), (20, 1)):
            body = bodies.as_chat(bodies.small(chunks, gap, stream=True))
            result = await load(direct(url), body, 4, count=8)
            assert len(result.answers) == 8
            assert result.failed(chunks) == 0
