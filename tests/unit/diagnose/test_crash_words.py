"""What the program said, where it was found, and what the cluster adds."""

import msgspec
import pytest

from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.kinds import ENDPOINT_SLICES, SERVICES
from kanivete.kube.meta import KubeObject, ObjectMeta
from kanivete.kube.network import EndpointSlice, Service
from kanivete.kube.pods import Container
from kanivete.model import Certainty, Origin, Owner
from tests.unit.diagnose.crashed import container, crashing_pod, ended, examine, quotes
from tests.unit.diagnose.fakes import ago

PYTHON = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: 7\n'
NO_HOST = PYTHON.replace("ValueError: 7", "ConnectionRefusedError: [Errno 111] Connection refused")
NO_SUCH_HOST = "panic: dial tcp: lookup {host} on 10.96.0.10:53: no such host\n\ngoroutine 1 [running]:\n"


def service(name: str = "redis", *ports: int, **fields: object) -> Service:
    spec = {"selector": {"app": name}, "ports": [{"port": port} for port in ports or (6379,)], **fields}
    made = {"kind": "Service", "metadata": {"name": name, "namespace": "shop"}, "spec": spec}
    return msgspec.convert(made, Service)


def endpoints(*ready: bool, of: str = "redis") -> EndpointSlice:
    return msgspec.convert(
        {
            "kind": ENDPOINT_SLICES.kind,
            "metadata": {"name": f"{of}-x", "namespace": "shop", "labels": {"kubernetes.io/service-name": of}},
            "endpoints": [{"addresses": ["10.0.0.1"], "conditions": {"ready": one}} for one in ready],
        },
        EndpointSlice,
    )


def unreachable(host: str, *objects: KubeObject, port: int = 6379, refused: bool = False) -> Hypothesis:
    log = (
        f"panic: dial tcp {host}:{port}: connect: connection refused\n\ngoroutine 1 [running]:\n"
        if refused
        else NO_SUCH_HOST.format(host=host)
    )
    found = examine(crashing_pod(ended(2)), log=log, objects=objects)
    assert found is not None
    assert found.cause == "crash.dependency-unreachable"
    return found


def test_the_previous_log_is_quoted() -> None:
    found = examine(crashing_pod(ended(1)), log=PYTHON)
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.application-error", Certainty.PROVEN)
    assert found.evidence[0].origin is Origin.PREVIOUS_LOG
    assert "ValueError: 7" in found.evidence[0].text


@pytest.mark.parametrize("gone", ["", "unable to retrieve container logs for containerd://e5d6cd6e8dab"])
def test_where_the_previous_log_is_gone_the_current_one_is_that_of_the_instance_that_ended(gone: str) -> None:
    found = examine(crashing_pod(ended(1)), log=gone, current=PYTHON)
    assert found is not None
    assert found.cause == "crash.application-error"
    assert found.evidence[0].origin is Origin.LOG


def test_where_no_log_is_left_the_termination_message_speaks() -> None:
    found = examine(crashing_pod(ended(1, message="Error: DATABASE_URL is not set")))
    assert found is not None
    assert found.cause == "crash.missing-environment"
    assert found.evidence[0].field.endswith("terminated.message")
    assert "termination message" in found.note


@pytest.mark.parametrize("host", ["redis", "redis.shop", "redis.shop.svc", "redis.shop.svc.cluster.local"])
def test_a_service_that_does_not_exist_is_configuration(host: str) -> None:
    found = unreachable(host)
    assert found.owner is Owner.CONFIGURATION
    assert 'services "redis" not found' in quotes(found)
    assert "no Service redis in namespace shop" in found.note


def test_a_service_of_nearly_that_name_is_mentioned() -> None:
    assert "called redis-main" in unreachable("redis-mai", service("redis-main")).note


def test_a_service_without_endpoints_is_the_root() -> None:
    found = unreachable("redis", service(), endpoints(), refused=True)
    assert found.root is not None
    assert (found.root.kind, found.root.name) == (SERVICES.kind, "redis")
    assert "endpoints: 0, selector: app=redis" in quotes(found)
    assert found.owner is Owner.CONFIGURATION


def test_a_service_whose_pods_are_not_ready_is_the_root() -> None:
    found = unreachable("redis", service(), endpoints(False, False), refused=True)
    assert found.root is not None
    assert "ready: 0" in quotes(found)
    assert found.owner is None


def test_a_service_with_ready_endpoints_is_no_root() -> None:
    found = unreachable("redis", service(), endpoints(True, False), refused=True)
    assert found.root is None
    assert "1 ready endpoints" in found.note


def test_a_port_that_the_service_does_not_have_is_configuration() -> None:
    found = unreachable("redis", service(), endpoints(True), port=6380, refused=True)
    assert found.owner is Owner.CONFIGURATION
    assert "has the ports 6379, not 6380" in found.note


def test_a_service_is_known_by_its_address() -> None:
    found = unreachable("10.96.4.4", service(clusterIP="10.96.4.4"), endpoints(), refused=True)
    assert found.root is not None
    assert found.root.name == "redis"


@pytest.mark.parametrize("host", ["db.example.com", "example.com", "192.0.2.7"])
def test_what_is_outside_of_the_cluster_is_not_looked_for_in_it(host: str) -> None:
    found = unreachable(host)
    assert found.root is None
    assert found.owner is None


@pytest.mark.parametrize("words", ['urlopen("http://redis:6379/")', 'create_connection(("redis", 6379))'])
def test_a_host_that_only_the_arguments_name_is_looked_for(words: str) -> None:
    spec = container(command=["python3", "-c", words])
    found = examine(crashing_pod(ended(1), spec), log=NO_HOST, objects=[service(), endpoints()])
    assert found is not None
    assert found.root is not None
    assert "arguments name redis" in found.note


def test_two_hosts_in_the_arguments_are_one_too_many() -> None:
    spec = container(args=["--db=http://db:1", "--cache=http://cache:2"])
    found = examine(crashing_pod(ended(1), spec), log=NO_HOST)
    assert found is not None
    assert found.cause == "crash.dependency-unreachable"
    assert found.root is None


def test_localhost_is_the_pod_itself() -> None:
    assert "is the pod itself" in unreachable("127.0.0.1", refused=True).note


def test_services_that_cannot_be_seen_are_not_said_to_be_missing() -> None:
    found = examine(crashing_pod(ended(2)), log=NO_SUCH_HOST.format(host="redis"), unseen=[SERVICES])
    assert found is not None
    assert found.cause == "crash.dependency-unreachable"
    assert found.root is None
    assert "not found" not in quotes(found)


def test_a_service_made_after_the_end_is_said_to_be_younger() -> None:
    young = service()
    young = type(young)(
        kind="Service",
        metadata=ObjectMeta(name="redis", namespace="shop", creation_timestamp=ago(seconds=5)),
        spec=young.spec,
    )
    assert "made after" in unreachable("redis", young).note


@pytest.mark.parametrize(
    ("spec", "log", "cause", "quoted"),
    [
        (
            container(securityContext={"readOnlyRootFilesystem": True}),
            "sh: can't create /var/run/app.pid: Read-only file system\n",
            "crash.read-only-file-system",
            "readOnlyRootFilesystem: true",
        ),
        (
            container(env=[{"name": "MODE", "value": "x"}]),
            "Error: Missing required environment variable: DATABASE_URL\n",
            "crash.missing-environment",
            "MODE",
        ),
    ],
)
def test_the_specification_bears_it_out(spec: Container, log: str, cause: str, quoted: str) -> None:
    found = examine(crashing_pod(ended(1), spec), log=log)
    assert found is not None
    assert found.cause == cause
    assert found.evidence[-1].origin is Origin.OBJECT
    assert quoted in found.evidence[-1].text


def test_a_shell_that_may_not_write_is_told_from_one_that_may_not_execute() -> None:
    log = "/run.sh: line 3: /data/out: Permission denied\n"
    causes = [found.cause for code in (126, 1) if (found := examine(crashing_pod(ended(code)), log=log))]
    assert causes == ["crash.not-executable", "crash.permission-denied"]


def test_an_init_containers_own_error_is_a_cause_of_its_own() -> None:
    found = examine(crashing_pod(ended(3), init=True), log='migrating\nERROR: relation "orders" already exists\n')
    assert found is not None
    assert (found.cause, found.certainty) == ("crash.init-container", Certainty.PROVEN)
    assert "already exists" in quotes(found)
    assert "init container app" in found.note


def test_what_is_behind_an_init_containers_failure_is_named() -> None:
    found = examine(crashing_pod(ended(2), init=True), log=NO_SUCH_HOST.format(host="db"))
    assert found is not None
    assert found.cause == "crash.dependency-unreachable"
    assert "init container app" in found.note
