"""Image references, read the way runtimes read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.images import Endpoint, api_endpoint, endpoints_in, parse_endpoint, parse_image, same_registry

DIGEST = "sha256:" + "4f53cda18c2baa0c" * 4


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("vraus/nothere", "docker.io/vraus/nothere:latest"),
        ("index.docker.io/nginx", "docker.io/library/nginx:latest"),
        ("localhost/a", "localhost/a:latest"),
        ("localhost:5000/a", "localhost:5000/a:latest"),
        ("reg.example.com:5000/team/app:1.0", "reg.example.com:5000/team/app:1.0"),
        ("[fd00::9]:5000/a:1", "[fd00::9]:5000/a:1"),
        ("10.0.0.9/a/b/c", "10.0.0.9/a/b/c:latest"),
        (f"quay.io/a/b@{DIGEST}", f"quay.io/a/b@{DIGEST}"),
        (f"quay.io/a/b:1@{DIGEST}", f"quay.io/a/b:1@{DIGEST}"),
        ("reg.example.com/unauthorized/404:404", "reg.example.com/unauthorized/404:404"),
    ],
)
def test_a_name_is_filled_in_as_runtimes_do(name: str, full: str) -> None:
    assert str(parse_image(name)) == full


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Alpine",
        "https://reg.example/a",
        "a b",
        "nginx:",
        "nginx:a/b",
        "a@sha256:12",
        "/a",
        "a/",
        "reg.example:99999/a",
        ":1",
    ],
)
def test_what_is_no_name_is_none(name: str) -> None:
    assert parse_image(name) is None


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_reading_again_changes_nothing(text: str) -> None:
    found = parse_image(text)
    if found:
        assert parse_image(str(found)) == found
        assert found.path
        assert found.tag or found.digest


part = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)


@given(
    st.sampled_from(["docker.io", "reg.example.com", "reg.example.com:5000", "[2001:db8::1]:443", "localhost"]),
    st.lists(part, min_size=2, max_size=4),
    st.from_regex(r"\w[\w.-]{0,20}", fullmatch=True).filter(str.isascii),
)
def test_the_parts_come_back(registry: str, path: list[str], tag: str) -> None:
    found = parse_image(f"{registry}/{'/'.join(path)}:{tag}")
    assert found is not None
    assert (str(found.registry), found.path, found.tag, found.digest) == (registry, "/".join(path), tag, "")


def test_official_images_are_known() -> None:
    assert parse_image("nginx").official  # type: ignore[union-attr]
    assert not parse_image("reg.example.com/library/nginx").official  # type: ignore[union-attr]


def test_the_endpoints_of_a_text_are_found_in_order() -> None:
    text = 'Head "https://user:pw@mirror.example:5000/v2/": EOF; Get https://[fd00::9]/v2/: x'
    assert endpoints_in(text) == [Endpoint("mirror.example", 5000), Endpoint("[fd00::9]")]


@given(st.text(max_size=80))
def test_endpoints_of_any_text(text: str) -> None:
    endpoints_in(f"https://{text}")
    parse_endpoint(text)


def test_docker_hub_answers_under_another_name() -> None:
    assert api_endpoint(Endpoint("docker.io")) == Endpoint("registry-1.docker.io")
    assert same_registry(Endpoint("docker.io"), Endpoint("auth.docker.io"))
    assert same_registry(Endpoint("reg.example"), Endpoint("REG.example", 443))
    assert not same_registry(Endpoint("reg.example"), Endpoint("reg.example", 5000))
