import pytest

from tui_router.providers.regions import cloud_of, fill, from_environment, is_plain, wants

AWS = "https://bedrock-runtime.{region}.amazonaws.com"
GOOGLE = "https://{region}-aiplatform.googleapis.com/v1/projects/{project}/locations/{region}"


@pytest.mark.parametrize(
    ("url", "region", "filled"),
    [
        (AWS, "eu-west-1", "https://bedrock-runtime.eu-west-1.amazonaws.com"),
        (AWS, "cn-north-1", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn"),
        (GOOGLE, "us-east5", "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5"),
        (GOOGLE, "global", "https://aiplatform.googleapis.com/v1/projects/p/locations/global"),
        (GOOGLE, "eu", "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu"),
        ("http://127.0.0.1:1/v1", "global", "http://127.0.0.1:1/v1"),
    ],
)
def test_an_address_gets_the_host_of_its_region(url, region, filled):
    assert fill(url, region, "p") == filled


def test_what_an_address_leaves_open():
    assert wants(AWS) == ("region",)
    assert wants(GOOGLE) == ("region", "project")
    assert wants("https://api.example.com/v1") == ()
    assert (cloud_of(AWS), cloud_of(GOOGLE)) == ("aws", "google")


def test_the_environment_is_read_for_the_cloud_that_asks():
    env = {"AWS_DEFAULT_REGION": "eu-west-1", "GOOGLE_CLOUD_LOCATION": " global ", "GOOGLE_CLOUD_PROJECT": ""}
    assert from_environment("region", AWS, env) == "eu-west-1"
    assert from_environment("region", GOOGLE, env) == "global"
    assert from_environment("project", GOOGLE, env) == ""
    assert from_environment("project", GOOGLE, {"ANTHROPIC_VERTEX_PROJECT_ID": "p-2"}) == "p-2"


@pytest.mark.parametrize("text", ["", "EU", "a/b", "a b", "-a", "a@b", "a" * 64, "e\nu", "evil.example/#"])
def test_nothing_that_leads_elsewhere_becomes_part_of_an_address(text):
    assert not is_plain(text)


@pytest.mark.parametrize("text", ["eu-west-1", "global", "my-project-1", "example.com:my-project"])
def test_names_of_regions_and_projects(text):
    assert is_plain(text)
