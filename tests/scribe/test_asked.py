import asyncio

from tui_router.scribe.asked import Asked


async def test_each_question_gets_its_own_answer():
    asked: Asked[str] = Asked()
    tickets: list[int] = []

    def send(ticket: int) -> bool:
        tickets.append(ticket)
        return True

    questions = [asyncio.ensure_future(asked.ask(send, 5)) for _ in range(3)]
    while len(tickets) < 3:
        await asyncio.sleep(0)
    for ticket in reversed(tickets):
        asked.answer(ticket, f"said {ticket}")
    assert await asyncio.gather(*questions) == [f"said {ticket}" for ticket in tickets]


async def test_no_answer_in_time_is_none_and_a_late_one_is_dropped():
    asked: Asked[str] = Asked()
    tickets: list[int] = []
    assert await asked.ask(lambda ticket: tickets.append(ticket) or True, 0.001) is None
    asked.answer(tickets[0], "too late")
    asked.answer(99, "for nobody")
    assert asked._waiting == {}


async def test_what_cannot_be_asked_is_not_waited_for():
    assert await Asked[str]().ask(lambda ticket: False, 60) is None


async def test_giving_up_ends_every_wait():
    asked: Asked[str] = Asked()

    def send(ticket: int) -> bool:
        asyncio.get_running_loop().call_soon(asked.give_up)
        return True

    assert await asked.ask(send, 60) is None
