"""What an API server added to the least that it takes of each kind is taken away again, and nothing else."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.toolbox.neat import neat

CREATED: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "created.json").read_text())
"""The answers of Kubernetes 1.36.3 to `tools/api_defaults.yaml`."""
SAMPLES: list[dict[str, Any]] = list(yaml.safe_load_all(Path("tools/api_defaults.yaml").read_text()))


@pytest.mark.parametrize(("sample", "created"), list(zip(SAMPLES, CREATED, strict=True)), ids=lambda one: one["kind"])
def test_neat_takes_back_what_the_server_added(sample: dict[str, Any], created: dict[str, Any]) -> None:
    expected = copy.deepcopy(sample)
    if "namespace" in created["metadata"]:
        expected["metadata"]["namespace"] = created["metadata"]["namespace"]
    assert neat(created) == expected


def test_every_kind_of_pod_template_is_looked_into() -> None:
    templates = [one for one in CREATED if "terminationMessagePath" in json.dumps(one)]
    assert len({one["kind"] for one in templates}) == 9
    assert all("terminationMessagePath" not in json.dumps(neat(one)) for one in templates)


def created(kind: str) -> dict[str, Any]:
    return copy.deepcopy(next(one for one in CREATED if one["kind"] == kind))


def test_what_is_not_the_default_stays() -> None:
    deployment = created("Deployment")
    deployment["spec"] |= {"replicas": 3, "strategy": {"type": "Recreate"}, "revisionHistoryLimit": 0}
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    container |= {"imagePullPolicy": "Always", "terminationMessagePolicy": "FallbackToLogsOnError"}
    left = neat(deployment)
    assert left["spec"]["strategy"] == {"type": "Recreate"}
    assert (left["spec"]["replicas"], left["spec"]["revisionHistoryLimit"]) == (3, 0)
    (kept,) = left["spec"]["template"]["spec"]["containers"]
    assert (kept["imagePullPolicy"], kept["terminationMessagePolicy"]) == ("Always", "FallbackToLogsOnError")


@pytest.mark.parametrize(
    ("image", "policy", "goes"),
    [
        ("nginx", "Always", True),
        ("nginx", "IfNotPresent", False),
        ("nginx:latest", "Always", True),
        ("nginx:1.27", "IfNotPresent", True),
        ("nginx:1.27", "Always", False),
        ("localhost:5000/nginx", "Always", True),
        ("localhost:5000/nginx", "IfNotPresent", False),
        ("nginx:latest@sha256:0", "IfNotPresent", True),
    ],
)
def test_the_pull_policy_depends_on_the_tag(image: str, policy: str, goes: bool) -> None:
    pod = created("Pod")
    pod["spec"]["containers"] = [{"name": "a", "image": image, "imagePullPolicy": policy}]
    assert ("imagePullPolicy" not in neat(pod)["spec"]["containers"][0]) is goes


def test_false_is_not_zero_and_true_is_not_one() -> None:
    job = created("Job")
    job["spec"]["parallelism"] = True
    assert neat(job)["spec"]["parallelism"] is True


def test_a_number_of_completions_stays_beside_a_number_of_workers() -> None:
    job = created("Job")
    job["spec"] |= {"completions": 1, "parallelism": 2}
    assert neat(job)["spec"]["completions"] == 1


def test_links_to_services_are_a_default_of_pods_and_not_of_templates() -> None:
    pod, deployment = created("Pod"), created("Deployment")
    assert pod["spec"]["enableServiceLinks"] is True
    deployment["spec"]["template"]["spec"]["enableServiceLinks"] = True
    assert "enableServiceLinks" not in neat(pod)["spec"]
    assert neat(deployment)["spec"]["template"]["spec"]["enableServiceLinks"] is True
