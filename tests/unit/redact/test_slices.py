"""Whole objects are redacted where they have to be, and left alone where not."""

import pytest

from kanivete.kube.events import Event
from kanivete.kube.meta import ObjectMeta
from kanivete.kube.pods import Container, ContainerState, ContainerStatus, Exec, Pod, PodSpec, PodStatus, Probe, Waiting
from kanivete.redact import redact_slice


def pod(**container: object) -> Pod:
    return Pod(metadata=ObjectMeta(name="web"), spec=PodSpec(containers=[Container(name="main", **container)]))  # type: ignore[arg-type]


def test_an_object_without_credentials_is_itself() -> None:
    clean = pod(image="nginx:1.27", args=["--password-file", "/run/secrets/db"], command=["sh", "-c", "echo"])
    assert redact_slice(clean) is clean


def test_texts_deep_inside_are_redacted() -> None:
    probe = Probe(exec=Exec(command=["sh", "-c", "psql postgres://app:hunter2@db/x"]))
    status = ContainerStatus(name="main", state=ContainerState(waiting=Waiting(message="token=hunter2")))
    found = redact_slice(Pod(spec=pod(liveness_probe=probe).spec, status=PodStatus(container_statuses=[status])))
    assert "hunter2" not in repr(found)
    assert "postgres://app:[redacted]@db/x" in repr(found)


def test_a_flags_value_may_be_the_next_argument() -> None:
    found = redact_slice(pod(args=["serve", "--password", "hunter2", "--token", "--verbose", "--user", "app"]))
    assert found.spec.containers[0].args == [
        "serve",
        "--password",
        "[redacted]",
        "--token",
        "--verbose",
        "--user",
        "app",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["mysqladmin", "ping", "-uroot", "-phunter2"], ["mysqladmin", "ping", "-uroot", "-p[redacted]"]),
        (["/usr/bin/curl", "-u", "app:hunter2", "x"], ["/usr/bin/curl", "-u", "app:[redacted]", "x"]),
        (["sshpass", "-p", "hunter2", "ssh", "-p", "22"], ["sshpass", "-p", "[redacted]", "ssh", "-p", "22"]),
        (["app", "-port", "8080", "-u", "1000:1000"], ["app", "-port", "8080", "-u", "1000:1000"]),
    ],
)
def test_flags_that_do_not_name_what_they_hold(words: list[str], expected: list[str]) -> None:
    assert redact_slice(pod(command=words)).spec.containers[0].command == expected


def test_a_mappings_key_tells_what_its_value_is() -> None:
    meta = ObjectMeta(name="x", annotations={"acme.io/api-token": "hunter2", "acme.io/team": "red"})
    assert redact_slice(Event(metadata=meta)).metadata.annotations == {
        "acme.io/api-token": "[redacted]",
        "acme.io/team": "red",
    }
