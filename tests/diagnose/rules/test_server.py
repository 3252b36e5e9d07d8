import pytest


@pytest.mark.parametrize(
    ("status", "message", "name"),
    [
        (504, "upstream request timeout", "upstream_timeout"),
        (500, "deadline exceeded", "upstream_timeout"),
        (502, "connect ECONNREFUSED 10.0.0.1:80", "upstream_connect_error"),
        (502, "fetch failed", "upstream_connect_error"),
        (500, "Internal Server Error", "upstream_server_error"),
        (502, "Upstream connection timed out", "upstream_timeout"),
        (400, "The model has crashed", "upstream_server_error"),
        (502, "peer closed connection without sending complete message body", "stream_truncated"),
        (502, "the provider returned an empty response", "empty_completion"),
        (400, "timeout must be a number", "bad_request"),
    ],
)
def test_the_upstream_itself_fails(said, status, message, name):
    assert said(message, status).name == name
