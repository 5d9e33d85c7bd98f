"""What a person meant stays, and what only the cluster can know goes."""

import json
from typing import Any

import pytest

from kanivete.toolbox.neat import neat
from kanivete.toolbox.neat.written import LAST_APPLIED

Object = dict[str, Any]


def made(kind: str, spec: Object, version: str = "v1", /, **metadata: Any) -> Object:
    """An object as a server gives it."""
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": {"name": "web", "namespace": "shop", "uid": "0", "resourceVersion": "1", **metadata},
        "spec": spec,
    }


def owner(manager: str, fields: Object, operation: str = "Update", **more: str) -> Object:
    return {"manager": manager, "operation": operation, "fieldsType": "FieldsV1", "fieldsV1": fields, **more}


def applied(given: Object) -> Object:
    return {"annotations": {LAST_APPLIED: json.dumps(given)}}


def test_a_manifest_that_a_person_wrote_is_left_alone() -> None:
    written = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "labels": {"pod-template-hash": "mine"}},
        "spec": {"replicas": 1, "strategy": {}, "template": {"spec": {"restartPolicy": "Always"}}},
    }
    assert neat(written) == written
    assert neat(written, every_default=True)["spec"] == {"template": {}}


def test_of_what_a_program_made_only_the_empty_parts_go() -> None:
    """As `kubectl create deployment --dry-run=client -o yaml` prints it, with two words of a person's."""
    template = {
        "metadata": {"creationTimestamp": None, "labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": "nginx", "resources": {}}], "restartPolicy": "Always"},
    }
    printed = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"creationTimestamp": None, "name": "web"},
        "spec": {"replicas": 1, "strategy": {}, "template": template},
        "status": {},
    }
    spec = {"containers": [{"name": "web", "image": "nginx"}], "restartPolicy": "Always"}
    assert neat(printed) == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"replicas": 1, "template": {"metadata": {"labels": {"app": "web"}}, "spec": spec}},
    }


def test_metadata_that_is_no_ones() -> None:
    pod = made("Pod", {"containers": []}, generateName="web-", labels={"app": "web", "pod-template-hash": "5d"})
    pod["metadata"] |= {"ownerReferences": [{"uid": "1"}], "creationTimestamp": "2026-01-01T00:00:00Z", "generation": 2}
    pod["status"] = {"phase": "Running"}
    assert neat(pod) == {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}},
        "spec": {"containers": []},
    }


def test_a_name_to_be_generated_stays_where_there_is_no_other() -> None:
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"generateName": "once-", "creationTimestamp": None}}
    assert neat(job)["metadata"] == {"generateName": "once-"}


@pytest.mark.parametrize(
    "spec",
    [
        {"podSelector": {}, "policyTypes": ["Ingress"]},
        {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": []},
        {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{}]},
        {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"namespaceSelector": {}}]}]},
    ],
)
def test_empty_parts_of_a_policy_mean_something(spec: Object) -> None:
    assert neat(made("NetworkPolicy", spec, "networking.k8s.io/v1"))["spec"] == spec


def test_empty_parts_of_a_pod_mean_something_or_nothing() -> None:
    spec = {
        "containers": [{"name": "a", "image": "a:1", "resources": {}, "securityContext": {}}],
        "securityContext": {},
        "volumes": [{"name": "a", "emptyDir": {}}, {"name": "b", "configMap": {"name": "b", "defaultMode": 420}}],
        "affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"namespaceSelector": {}}]}},
    }
    left = neat(made("Pod", spec))["spec"]
    assert left["volumes"] == [{"name": "a", "emptyDir": {}}, {"name": "b", "configMap": {"name": "b"}}]
    assert left["affinity"] == spec["affinity"]
    assert "securityContext" not in left
    assert "resources" not in left["containers"][0]


def test_an_emptied_choice_stays_as_an_empty_one() -> None:
    volume = {"name": "a", "downwardAPI": {"defaultMode": 420}}
    assert neat(made("Pod", {"volumes": [volume]}))["spec"]["volumes"] == [{"name": "a", "downwardAPI": {}}]


def test_the_token_of_the_service_account_goes_with_its_volume() -> None:
    place = "/var/run/secrets/kubernetes.io/serviceaccount"
    spec = {
        "containers": [
            {"name": "a", "volumeMounts": [{"name": "kube-api-access-x7k2p", "mountPath": place, "readOnly": True}]},
            {"name": "b", "volumeMounts": [{"name": "mine", "mountPath": place}]},
        ],
        "volumes": [{"name": "kube-api-access-x7k2p", "projected": {}}, {"name": "mine", "emptyDir": {}}],
    }
    assert neat(made("Pod", spec))["spec"] == {
        "containers": [{"name": "a"}, {"name": "b", "volumeMounts": [{"name": "mine", "mountPath": place}]}],
        "volumes": [{"name": "mine", "emptyDir": {}}],
    }


def test_a_default_that_was_applied_word_by_word_stays() -> None:
    fields: Object = {"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:dnsPolicy": {}}}}}
    spec = {"replicas": 1, "revisionHistoryLimit": 10, "template": {"spec": {"dnsPolicy": "ClusterFirst"}}}
    deployment = made("Deployment", spec, "apps/v1", managedFields=[owner("kubectl", fields, "Apply")])
    assert neat(deployment)["spec"] == {"replicas": 1, "template": {"spec": {"dnsPolicy": "ClusterFirst"}}}
    deployment["metadata"]["managedFields"][0]["operation"] = "Update"
    assert neat(deployment)["spec"] == {"template": {}}, "who creates an object owns its defaults too"


def test_a_default_that_kubectl_apply_noted_stays() -> None:
    given = {"spec": {"ports": [{"port": 80, "protocol": "TCP"}, {"port": 81}]}}
    ports = [{"port": at, "protocol": "TCP", "targetPort": at} for at in (80, 81)]
    left = neat(made("Service", {"ports": ports, "type": "ClusterIP"}, **applied(given)))
    assert left["spec"]["ports"] == given["spec"]["ports"]
    assert "annotations" not in left["metadata"]


@pytest.mark.parametrize(
    ("metadata", "stays"),
    [
        ({}, True),
        (applied({"spec": {"ports": [{"port": 80}]}}), False),
        (applied({"spec": {"ports": [{"port": 80, "nodePort": 30080}]}}), True),
        ({"managedFields": [owner("kubectl-create", {"f:spec": {"f:ports": {}}})]}, False),
        (
            {
                "managedFields": [
                    owner(
                        "helm",
                        {"f:spec": {"f:ports": {'k:{"port":80,"protocol":"TCP"}': {"f:port": {}, "f:nodePort": {}}}}},
                    )
                ]
            },
            True,
        ),
    ],
)
def test_a_node_port_goes_only_where_nobody_asked_for_it(metadata: Object, stays: bool) -> None:
    ports = [{"port": 80, "protocol": "TCP", "targetPort": 80, "nodePort": 30080}]
    (port,) = neat(made("Service", {"type": "NodePort", "ports": ports}, **metadata))["spec"]["ports"]
    assert ("nodePort" in port) is stays


def test_addresses_of_a_service() -> None:
    allotted = {"clusterIPs": ["10.96.0.7"], "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack"}
    ports = [{"port": 80}]
    assert neat(made("Service", {"clusterIP": "10.96.0.7", **allotted, "ports": ports}))["spec"] == {"ports": ports}
    chosen = made("Service", {"clusterIP": "10.96.0.7", **allotted}, **applied({"spec": {"clusterIP": "10.96.0.7"}}))
    assert neat(chosen)["spec"] == {"clusterIP": "10.96.0.7"}
    headless = made("Service", {"clusterIP": "None", **allotted, "clusterIPs": ["None"]})
    assert neat(headless)["spec"] == {"clusterIP": "None"}
    dual = made("Service", {"ipFamilyPolicy": "PreferDualStack", "ipFamilies": ["IPv6", "IPv4"]})
    assert neat(dual)["spec"] == {"ipFamilyPolicy": "PreferDualStack", "ipFamilies": ["IPv6", "IPv4"]}


def test_a_node_that_a_person_chose_stays() -> None:
    scheduled = made("Pod", {"nodeName": "node1", "containers": []})
    assert "nodeName" not in neat(scheduled)["spec"]
    scheduled["metadata"]["managedFields"] = [owner("kubectl-create", {"f:spec": {"f:nodeName": {}}})]
    assert neat(scheduled)["spec"]["nodeName"] == "node1"


@pytest.mark.parametrize(
    ("finalizer", "metadata", "stays"),
    [
        ("kubernetes.io/pvc-protection", {}, False),
        ("foregroundDeletion", {}, False),
        ("example.com/mine", {}, True),
        ("example.com/operators", applied({"metadata": {"name": "web"}}), False),
        ("example.com/mine", applied({"metadata": {"finalizers": ["example.com/mine"]}}), True),
        ("kubernetes.io/mine", applied({"metadata": {"finalizers": ["kubernetes.io/mine"]}}), True),
    ],
)
def test_finalizers_of_controllers_go(finalizer: str, metadata: Object, stays: bool) -> None:
    claim = made("PersistentVolumeClaim", {}, **metadata, finalizers=[finalizer, "kubernetes.io/pvc-protection"])
    assert neat(claim)["metadata"].get("finalizers") == ([finalizer] if stays else None)


def test_binding_is_taken_back_and_a_choice_is_not() -> None:
    by_controller: Object = {"annotations": {"pv.kubernetes.io/bound-by-controller": "yes"}}
    claim = {"volumeName": "a", "accessModes": ["ReadWriteOnce"]}
    assert "volumeName" not in neat(made("PersistentVolumeClaim", claim, **by_controller))["spec"]
    assert neat(made("PersistentVolumeClaim", {"volumeName": "a"}))["spec"] == {"volumeName": "a"}
    reference = {"name": "data", "namespace": "shop", "uid": "1", "resourceVersion": "2"}
    volume = {"capacity": {"storage": "1Gi"}, "claimRef": reference}
    assert "claimRef" not in neat(made("PersistentVolume", volume, **by_controller))["spec"]
    left = neat(made("PersistentVolume", volume))["spec"]
    assert left["claimRef"] == {"name": "data", "namespace": "shop"}


def test_a_job_finds_its_pods_again_by_itself() -> None:
    labels = {"batch.kubernetes.io/controller-uid": "1", "job-name": "web"}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": {**labels, "app": "a"}}}}
    assert neat(made("Job", spec, "batch/v1"))["spec"] == {"template": {"metadata": {"labels": {"app": "a"}}}}
    chosen = {**spec, "manualSelector": True}
    assert neat(made("Job", chosen, "batch/v1"))["spec"] == chosen


def test_a_replication_controller_takes_selector_and_labels_from_its_template() -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}
    spec = {"selector": {"app": "web"}, "template": template}
    left = neat(made("ReplicationController", spec, labels={"app": "web"}))
    assert left["spec"] == {"template": template}
    assert "labels" not in left["metadata"]
    wider = {"selector": {"tier": "a"}, "template": {"metadata": {"labels": {"app": "web", "tier": "a"}}}}
    left = neat(made("ReplicationController", wider, labels={"app": "web"}))
    assert (left["spec"], left["metadata"]["labels"]) == (wider, {"app": "web"})
    given = {"metadata": {"labels": {"app": "web"}}, "spec": {"selector": {"app": "web"}}}
    left = neat(made("ReplicationController", spec, labels={"app": "web"}, **applied(given)))
    assert (left["spec"], left["metadata"]["labels"]) == (spec, {"app": "web"}), "applied word by word"


def test_the_selector_of_later_kinds_stays() -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": template}
    left = neat(made("ReplicaSet", spec, "apps/v1", labels={"app": "web"}))
    assert (left["spec"], left["metadata"]["labels"]) == (spec, {"app": "web"})


def test_a_token_is_not_carried_along() -> None:
    secret = made("Secret", {}, annotations={"kubernetes.io/service-account.name": "a"})
    secret |= {
        "type": "kubernetes.io/service-account-token",
        "data": {"token": "eA==", "ca.crt": "eA==", "mine": "eA=="},
    }
    assert neat(secret)["data"] == {"mine": "eA=="}
    assert neat(secret)["metadata"]["annotations"] == {"kubernetes.io/service-account.name": "a"}


def test_of_a_custom_resource_only_metadata_and_status_go() -> None:
    spec = {"selector": {}, "rules": [], "replicas": 1, "template": {"metadata": {"creationTimestamp": None}}}
    thing = {**made("Thing", spec, "sample.test/v1"), "status": {"ready": True}}
    left = neat(thing)
    assert left["spec"] == {**spec, "template": {"metadata": {}}}
    assert set(left) == {"apiVersion", "kind", "metadata", "spec"}


def test_lists_keep_their_items_apart() -> None:
    items = [made("Pod", {"restartPolicy": "Always", "containers": []}), {"kind": "ConfigMap", "data": {"a": "b"}}]
    whole = {"apiVersion": "v1", "kind": "List", "items": items, "metadata": {"resourceVersion": ""}}
    left = neat(whole)
    assert left["items"][0]["spec"] == {"containers": []}
    assert left["items"][1] == items[1]
    assert "metadata" not in left


def test_items_of_a_list_of_one_kind_need_not_say_it() -> None:
    item = made("Pod", {"restartPolicy": "Always", "containers": []})
    del item["kind"], item["apiVersion"]
    left = neat({"apiVersion": "v1", "kind": "PodList", "items": [item]})
    assert left["items"][0]["spec"] == {"containers": []}


def test_a_list_in_a_list_is_looked_into() -> None:
    item = made("Pod", {"restartPolicy": "Always", "containers": []})
    inner = {"apiVersion": "v1", "kind": "List", "items": [item]}
    left = neat({"apiVersion": "v1", "kind": "List", "items": [inner]})
    assert left["items"][0]["items"] == [neat(item)]


def test_an_object_whose_kind_is_called_a_list_is_none() -> None:
    allowed = {**made("AllowList", {}, "sample.test/v1"), "items": [{"status": "a", "kind": "Pod"}], "status": {}}
    left = neat(allowed)
    assert left == {
        "apiVersion": "sample.test/v1",
        "kind": "AllowList",
        "metadata": {"name": "web", "namespace": "shop"},
        "items": [{"status": "a", "kind": "Pod"}],
        "spec": {},
    }


@pytest.mark.parametrize("items", [[None, 1, "a", []], [{"metadata": [1]}], [{"kind": 7, "spec": None}]])
def test_items_that_are_no_objects_stay(items: list[Any]) -> None:
    whole = {"apiVersion": "v1", "kind": "List", "metadata": None, "items": items}
    assert neat(whole) == whole


@pytest.mark.parametrize(
    ("version", "kind", "field", "value"),
    [
        ("apps", "Deployment", "revisionHistoryLimit", 10),
        ("apps", "StatefulSet", "revisionHistoryLimit", 10),
        ("apiextensions.k8s.io", "CustomResourceDefinition", "preserveUnknownFields", False),
    ],
)
def test_the_first_version_of_a_kind_had_other_defaults(version: str, kind: str, field: str, value: Any) -> None:
    assert neat(made(kind, {field: value}, f"{version}/v1beta1"))["spec"] == {field: value}
    assert field not in neat(made(kind, {field: value}, f"{version}/v1")).get("spec", {})


def test_a_webhook_of_the_first_version_keeps_what_happens_when_it_fails() -> None:
    hook = {"name": "a.sample.test", "failurePolicy": "Fail", "timeoutSeconds": 10}
    for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
        whole = {**made(kind, {}, "admissionregistration.k8s.io/v1beta1"), "webhooks": [hook]}
        assert neat(whole)["webhooks"] == [hook]
        whole["apiVersion"] = "admissionregistration.k8s.io/v1"
        assert neat(whole)["webhooks"] == [{"name": "a.sample.test"}]


def test_what_helm_manages_stays_what_helm_manages() -> None:
    """Without its marks an upgrade of the release would refuse the object."""
    marks = {"meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": "shop"}
    labels = {"app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "shop-1.0.0"}
    noted = {**marks, "deployment.kubernetes.io/revision": "3"}
    fields: Object = {"f:spec": {"f:replicas": {}, "f:paused": {}}}
    by_helm = [owner("helm", fields)]
    whole = made("Deployment", {"replicas": 1}, "apps/v1", annotations=noted, labels=labels, managedFields=by_helm)
    left = neat(whole)
    assert (left["metadata"]["annotations"], left["metadata"]["labels"]) == (marks, labels)
    assert "spec" not in left
