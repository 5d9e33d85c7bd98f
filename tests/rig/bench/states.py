"""The status that the kubelet and the controllers write."""

from datetime import datetime, timedelta

from tests.rig.bench.faults import Fault, Pod, stamp
from tests.rig.bench.template import APP, PROXY, REGISTRY, Json, image, resources, volume_mounts

AGE = timedelta(days=3)


def pod_status(pod: Pod, number: int, fault: Fault | None, now: datetime) -> Json:
    """The status of a pod with `fault`, or a healthy one; some of those restarted once, days ago."""
    began = now - AGE
    main = _container_status(APP, image(pod.app), pod, began)
    if fault:
        main.update(fault.state(pod, now))
    elif number % 20 == 7:
        main.update(restartCount=1, lastState={"terminated": _ended(pod, 1, "Error", began)})
    ip, node_ip = f"10.{128 + number // 65536}.{number // 256 % 256}.{number % 256}", f"10.64.0.{number % 200 + 10}"
    return {
        "phase": "Pending" if fault and not main["restartCount"] else "Running",
        "conditions": [_condition(kind, fault is not None, began) for kind in _CONDITIONS],
        "hostIP": node_ip,
        "hostIPs": [{"ip": node_ip}],
        "podIP": ip,
        "podIPs": [{"ip": ip}],
        "startTime": stamp(began),
        "containerStatuses": [main, _container_status(PROXY, f"{REGISTRY}/mesh/proxy:1.24.1", pod, began)],
        "qosClass": "Burstable",
    }


_CONDITIONS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")


def _condition(kind: str, broken: bool, since: datetime) -> Json:
    unready = broken and kind in ("Ready", "ContainersReady")
    found = {
        "type": kind,
        "status": "False" if unready else "True",
        "observedGeneration": 1,
        "lastProbeTime": None,
        "lastTransitionTime": stamp(since),
    }
    why = {"reason": "ContainersNotReady", "message": f"containers with unready status: [{APP}]"}
    return found | why if unready else found


def _ended(pod: Pod, code: int, reason: str, time: datetime) -> Json:
    return {
        "exitCode": code,
        "reason": reason,
        "startedAt": stamp(time),
        "finishedAt": stamp(time + timedelta(seconds=4)),
        "containerID": f"containerd://{pod.uid.replace('-', '') * 2}",
    }


def _container_status(name: str, of_image: str, pod: Pod, began: datetime) -> Json:
    digest = "49965c35c660d83c037c03f8018e9e7be63a0cf6823ca85c9075bd18c2e26e02"
    mounts = [
        {**mount, "recursiveReadOnly": "Disabled"} if mount.get("readOnly") else mount for mount in volume_mounts(name)
    ]
    return {
        "name": name,
        "state": {"running": {"startedAt": stamp(began + timedelta(seconds=6))}},
        "lastState": {},
        "ready": True,
        "started": True,
        "restartCount": 0,
        "image": of_image,
        "imageID": f"{of_image.rpartition(':')[0]}@sha256:{digest}",
        "containerID": f"containerd://{pod.uid.replace('-', '')}{digest[:32]}",
        "allocatedResources": resources(name)["requests"],
        "resources": resources(name),
        "volumeMounts": mounts,
        "user": {"linux": {"uid": 10001, "gid": 0, "supplementalGroups": [0, 2000]}},
    }


def deployment_status(replicas: int, broken: bool, now: datetime) -> Json:
    """The status of a Deployment whose pods are all of its newest revision."""
    ready = 0 if broken else replicas
    conditions = [
        ("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
        if broken
        else ("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."),
        ("Progressing", "False", "ProgressDeadlineExceeded", "The rollout did not progress in time.")
        if broken
        else ("Progressing", "True", "NewReplicaSetAvailable", "The rollout was completed."),
    ]
    times = {"lastUpdateTime": stamp(now - AGE), "lastTransitionTime": stamp(now - AGE)}
    names = ("type", "status", "reason", "message")
    return {
        "observedGeneration": 1,
        "replicas": replicas,
        "updatedReplicas": replicas,
        "readyReplicas": ready,
        "availableReplicas": ready,
        "unavailableReplicas": replicas - ready,
        "conditions": [dict(zip(names, values, strict=True)) | times for values in conditions],
    }


def replica_set_status(replicas: int, broken: bool) -> Json:
    """The status of the ReplicaSet of such a Deployment."""
    ready = 0 if broken else replicas
    return {
        "observedGeneration": 1,
        "replicas": replicas,
        "fullyLabeledReplicas": replicas,
        "readyReplicas": ready,
        "availableReplicas": ready,
    }
