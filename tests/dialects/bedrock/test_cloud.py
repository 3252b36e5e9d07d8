import pytest

from tui_router.dialects.bedrock.cloud import AWS, GOOGLE, cloud_of, path_of
from tui_router.providers.quirks import Quirks


def test_a_cloud_is_named_in_one_place() -> None:
    assert cloud_of(Quirks()) is AWS
    assert cloud_of(Quirks(hosted="aws")) is AWS
    assert cloud_of(Quirks(hosted="google")) is GOOGLE


@pytest.mark.parametrize(
    ("cloud", "model", "streams", "path"),
    [
        (AWS, "anthropic.claude-v1:0", True, "/model/anthropic.claude-v1:0/invoke-with-response-stream"),
        (AWS, "anthropic.claude-v1:0", False, "/model/anthropic.claude-v1:0/invoke"),
        (AWS, "arn:aws:bedrock:eu:1:x/y", False, "/model/arn:aws:bedrock:eu:1:x%2Fy/invoke"),
        (AWS, "..", False, "/model/%2E%2E/invoke"),
        (AWS, "a\ud800", False, "/model/a%3F/invoke"),
        (AWS, "../../evil?x#y", False, "/model/..%2F..%2Fevil%3Fx%23y/invoke"),
        (
            GOOGLE,
            "claude-x@20251101",
            True,
            "/publishers/anthropic/models/claude-x@20251101:streamRawPredict",
        ),
        (GOOGLE, "claude-x", False, "/publishers/anthropic/models/claude-x:rawPredict"),
    ],
)
def test_the_model_stands_in_the_path_and_cannot_leave_it(cloud, model, streams, path) -> None:
    assert path_of(cloud, model, streams=streams) == path
