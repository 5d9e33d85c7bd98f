"""What is added to a template, what is noted about it, and that taking it out gives the former template."""

import copy
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, STATEFUL_SETS
from kanivete.toolbox.inject.change import addition, is_as_before, removal
from kanivete.toolbox.inject.note import PREFIX, SIDECAR, digest, note_of
from kanivete.toolbox.inject.owners import owners
from kanivete.toolbox.inject.sidecar import sidecar
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import Fit
from kanivete.toolbox.run import Run

Object = dict[str, Any]
RUN = Run("0a1b2c3d", "me", "inject", datetime(2026, 1, 1))


def web(spec: Object | None = None, kind: Any = DEPLOYMENTS, **metadata: Any) -> Target:
    containers = [{"name": "web", "image": "nginx"}]
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": containers}}
    found = {
        "metadata": {"name": "web", "namespace": "shop", "resourceVersion": "7", **metadata},
        "spec": {"template": template, **(spec or {})},
    }
    return Target(kind, "shop", "web", found)


def patched(workload: Target, patch: list[Object]) -> Target:
    """The workload after a JSON patch of the few operations that are used."""
    found = copy.deepcopy(workload.object)
    for one in patch:
        *way, last = [word.replace("~1", "/").replace("~0", "~") for word in one["path"].split("/")[1:]]
        place: Any = found
        for word in way:
            place = place[int(word)] if isinstance(place, list) else place[word]
        if isinstance(place, list):
            if one["op"] == "remove":
                del place[int(last)]
            else:
                place.append(one["value"])
        elif one["op"] == "remove":
            del place[last]
        else:
            place[last] = one["value"]
    return Target(workload.kind, workload.namespace, workload.name, found)


@pytest.mark.parametrize("metadata", [{}, {"labels": {"a/b": "c"}, "annotations": {"d~e": "f"}}])
def test_what_is_added_is_taken_out_again(metadata: Object) -> None:
    before = web(**metadata)
    container = sidecar(f"{PREFIX}{RUN.id}", "alpine", before, Fit())
    after = patched(before, addition(before, container, RUN))
    note = note_of(after)
    assert note is not None
    assert (note.container, note.run, note.by) == (f"{PREFIX}{RUN.id}", RUN.id, "me")
    assert is_as_before(after, note)
    back = patched(after, removal(after, note))
    assert back.template == before.template
    for part in ("labels", "annotations"):
        assert back.metadata.get(part, {}) == before.metadata.get(part, {})
    assert note_of(back) is None


def test_a_patch_is_only_for_what_was_read() -> None:
    before = web()
    for patch in (addition(before, {"name": "a"}, RUN), removal(before, note_of(web_with("a", "{}")) or fail())):
        assert patch[0] == {"op": "replace", "path": "/metadata/resourceVersion", "value": "7"}


def fail() -> Any:
    raise AssertionError


def web_with(container: str, note: str) -> Target:
    workload = web(annotations={SIDECAR: note} if note else {})
    workload.template["spec"]["containers"].append({"name": f"{PREFIX}{container}"})
    return workload


def test_a_change_by_somebody_else_is_noticed() -> None:
    before = web()
    after = patched(before, addition(before, {"name": f"{PREFIX}1"}, RUN))
    note = note_of(after) or fail()
    after.containers[0]["image"] = "nginx:2"
    assert not is_as_before(after, note)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"container": 3}', '"a"', "[" * 100_000])
def test_a_container_of_ours_is_known_by_its_name_where_the_note_is_lost(content: str) -> None:
    note = note_of(web_with("9", content)) or fail()
    assert (note.container, note.template) == (f"{PREFIX}9", "")


def test_where_the_sidecar_was_taken_out_already_only_the_notes_go() -> None:
    before = web()
    after = patched(before, addition(before, {"name": f"{PREFIX}1"}, RUN))
    after.template["spec"]["containers"].pop()
    patch = removal(after, note_of(after) or fail())
    assert all(one["path"].startswith("/metadata/") for one in patch)
    assert patched(after, patch).template == before.template


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda of: st.dictionaries(st.text(), of)))
def test_a_template_is_known_again_whatever_the_order_of_its_fields(value: Any) -> None:
    again = json.loads(json.dumps({"b": 1, "spec": value, "a": 2}))
    assert digest({"a": 2, "b": 1, "spec": value}) == digest(again)


class TestSidecar:
    def test_it_asks_for_nothing_where_nobody_does(self) -> None:
        assert set(sidecar("a", "alpine", web(), Fit())) == {"name", "image", "command"}

    def test_it_has_requests_where_the_others_have_for_an_autoscaler_adds_them_up(self) -> None:
        workload = web()
        workload.containers[0]["resources"] = {"requests": {"cpu": "1"}}
        assert sidecar("a", "alpine", workload, Fit())["resources"] == {"requests": {"cpu": "20m"}}

    def test_it_leaves_a_guaranteed_pod_guaranteed(self) -> None:
        workload = web()
        workload.containers[0]["resources"] = {"limits": {"cpu": "1", "memory": "1Gi"}}
        resources = sidecar("a", "alpine", workload, Fit())["resources"]
        assert resources["requests"] == resources["limits"]

    def test_it_is_as_restricted_as_the_namespace_wants(self) -> None:
        security = sidecar("a", "alpine", web(), Fit(restricted=True))["securityContext"]
        assert security == {
            "runAsUser": 65532,
            "runAsNonRoot": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        }

    def test_it_takes_the_pods_own_user(self) -> None:
        workload = web()
        workload.template["spec"]["securityContext"] = {"runAsUser": 1000, "runAsNonRoot": True}
        assert "securityContext" not in sidecar("a", "alpine", workload, Fit())
        del workload.template["spec"]["securityContext"]["runAsUser"]
        assert sidecar("a", "alpine", workload, Fit())["securityContext"] == {"runAsUser": 65532}


class TestOwners:
    @pytest.mark.parametrize(
        ("metadata", "who"),
        [
            ({"annotations": {"argocd.argoproj.io/tracking-id": "a"}}, "Argo CD"),
            ({"labels": {"argocd.argoproj.io/instance": "a"}}, "Argo CD"),
            ({"managedFields": [{"manager": "argocd-controller"}]}, "Argo CD"),
            ({"labels": {"kustomize.toolkit.fluxcd.io/name": "a"}}, "Flux"),
            ({"ownerReferences": [{"apiVersion": "example.com/v1", "kind": "Thing", "name": "one"}]}, "Thing one"),
        ],
    )
    def test_who_would_take_it_back(self, metadata: Object, who: str) -> None:
        (owner,) = owners(web(**metadata))
        assert who in owner.text
        assert owner.takes_back

    def test_helm_is_told_and_does_not_stop_anybody(self) -> None:
        (owner,) = owners(web(labels={"app.kubernetes.io/managed-by": "Helm"}))
        assert "Helm" in owner.text
        assert not owner.takes_back

    @pytest.mark.parametrize(
        "metadata",
        [
            {},
            {"labels": {"app.kubernetes.io/managed-by": "me"}, "managedFields": [{"manager": "kubectl"}, {}]},
            {"ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "a"}]},
        ],
    )
    def test_others_are_silent(self, metadata: Object) -> None:
        assert owners(web(**metadata)) == []


@pytest.mark.parametrize(
    ("kind", "spec", "replaced"),
    [
        (DEPLOYMENTS, {}, 1),
        (DEPLOYMENTS, {"replicas": 3}, 3),
        (DEPLOYMENTS, {"replicas": 3, "paused": True}, 0),
        (STATEFUL_SETS, {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 2}}}, 1),
        (STATEFUL_SETS, {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 5}}}, 0),
        (
            STATEFUL_SETS,
            {"replicas": 3, "ordinals": {"start": 5}, "updateStrategy": {"rollingUpdate": {"partition": 6}}},
            2,
        ),
        (STATEFUL_SETS, {"replicas": 3, "updateStrategy": {"type": "OnDelete"}}, 0),
        (DAEMON_SETS, {}, 0),
    ],
)
def test_how_many_pods_are_replaced(kind: Any, spec: Object, replaced: int) -> None:
    assert web(spec, kind).replaced == replaced


@pytest.mark.parametrize(
    ("kind", "spec", "surge"),
    [
        (DEPLOYMENTS, {}, True),
        (DEPLOYMENTS, {"strategy": {"type": "Recreate"}}, False),
        (DEPLOYMENTS, {"strategy": {"rollingUpdate": {"maxSurge": 0}}}, False),
        (STATEFUL_SETS, {}, False),
        (DAEMON_SETS, {"updateStrategy": {"rollingUpdate": {"maxSurge": 1}}}, True),
    ],
)
def test_whether_a_new_pod_comes_first(kind: Any, spec: Object, surge: bool) -> None:
    assert web(spec, kind).has_surge is surge
