"""A call as the translators get it, and a refusal as the classifier names it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.target import Limits, Target
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.dialects.base import Call
from tui_router.messages.codec import decode_request
from tui_router.providers.provider import Provider

MakeCall = Callable[..., Call]
Refused = Callable[..., Diagnosis]


@pytest.fixture
def make_call() -> MakeCall:
    def make(*, estimate: int = 5000, most: int | None = None, **members: Any) -> Call:
        body = json.dumps(
            {"model": "m", "max_tokens": 32_000, "messages": [{"role": "user", "content": "hi"}], **members}
        ).encode()
        return Call(
            request=decode_request(body),
            body=body,
            target=Target("p", "m"),
            provider=Provider(name="p", dialect="chat", base_url="http://127.0.0.1:1/v1"),
            limits=Limits(max_output_tokens=most),
            estimate=estimate,
            new_id=lambda prefix: f"{prefix}1",
        )

    return make


@pytest.fixture
def refused() -> Refused:
    def make(name: str, quote: str = "", **figures: Any) -> Diagnosis:
        row = TAXONOMY[name]
        return Diagnosis(
            name=name, type=row.type, status=row.answer_status, message=quote, quote=quote, figures=figures
        )

    return make
