import json

import pytest

from tui_router.dialects import responses


@pytest.fixture(scope="session")
def ask(make_call):
    """A request to a Responses target: its body as it is sent, and the notes."""

    def ask(request=None, **call):
        prepared = responses.prepare(
            make_call(request, **{"dialect": "responses", "model": "gpt-5.4", **call})
        )
        return json.loads(prepared.body), prepared.notes

    return ask


@pytest.fixture(scope="session")
def hear(playbook):
    """A Responses upstream's answer as a client hears it. Objects without a type are given whole."""

    def hear(*events, request=None, **call):
        play = playbook.Playbook(request, **{"dialect": "responses", "model": "gpt-5.4", **call})
        return play(*events)

    return hear


@pytest.fixture(scope="session")
def event():
    def event(kind, **members):
        return {"type": f"response.{kind}", **members}

    return event
