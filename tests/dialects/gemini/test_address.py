import pytest

from tui_router.dialects.gemini.address import on_vertex, path
from tui_router.providers.provider import Provider


def at(base_url):
    return Provider(name="g", dialect="gemini", base_url=base_url)


STUDIO = at("https://generativelanguage.googleapis.com/v1beta")
VERTEX = at("https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4")


@pytest.mark.parametrize(
    ("provider", "model", "wanted"),
    [
        (STUDIO, "gemini-3.8-flash", "/models/gemini-3.8-flash"),
        (STUDIO, "models/gemini-3.8-flash", "/models/gemini-3.8-flash"),
        (STUDIO, "tunedModels/mine", "/tunedModels/mine"),
        (VERTEX, "gemini-3.8-flash", "/publishers/google/models/gemini-3.8-flash"),
        (
            VERTEX,
            "publishers/google/models/gemini-2.5-pro@001",
            "/publishers/google/models/gemini-2.5-pro@001",
        ),
        (VERTEX, "endpoints/123", "/endpoints/123"),
    ],
)
def test_a_model_is_part_of_the_path(provider, model, wanted):
    assert path(provider, model, streams=True) == f"{wanted}:streamGenerateContent?alt=sse"
    assert path(provider, model, streams=False) == f"{wanted}:generateContent"


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        ("../../v1/secrets", "..%2F..%2Fv1%2Fsecrets"),
        ("..", "%2E%2E"),
        ("models/..", "%2E%2E"),
        ("a?key=b#c", "a%3Fkey%3Db%23c"),
        ("a:generateContent", "a%3AgenerateContent"),
        ("a\r\nb", "a%0D%0Ab"),
        ("a\ud83d", "a%3F"),
    ],
)
def test_no_name_leaves_its_place(model, wanted):
    assert path(STUDIO, model, streams=False) == f"/models/{wanted}:generateContent"


def test_what_is_vertex():
    assert on_vertex(at("https://aiplatform.googleapis.com/v1"))
    assert not on_vertex(at("https://aiplatform.googleapis.com.evil.example/v1"))
    assert not on_vertex(at("https://evilaiplatform.googleapis.com/v1"))
    assert not on_vertex(at("http://[broken/v1"))
