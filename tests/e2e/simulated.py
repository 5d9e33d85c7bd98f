"""One run of `kanivete.simulate` in a process of its own, which dies where it is told to.

    python -m tests.e2e.simulated make|revert KUBECONFIG SSH_CONFIG POINT SECONDS [NAMESPACE]

It makes (or takes back) a Deployment whose image does not exist, a RuntimeClass, and a firewall rule on node2 that
drops packets of nobody (or, with the variable CUT, what the node sends to the API server at that address), and changes
the ConfigMap that the variable PATCHED names (NAMESPACE/NAME). POINT is the number, or the name, of the point at which
the process kills itself, 0 for none. What it passes is printed, a line each. RUN is the run that is taken back.
"""

import os
import signal
import sys

import msgspec

from kanivete.simulate import checking, runs
from kanivete.simulate.making import Making
from kanivete.simulate.nodes.ways import Ways
from kanivete.simulate.plan import Wish, plan
from kanivete.simulate.reverting import Reverting
from kanivete.simulate.scenario.model import Head, Scenario
from kanivete.sources.live import open_api

MACHINE = "node2"
NOBODY = "192.0.2.9"
"""An address that is reserved for documentation."""


def scenario(patched: str = "", *, outside: bool = True) -> Scenario:
    """Something of every kind of change; without what lies outside of a namespace if that is there already."""
    cut = os.environ.get("CUT", "")
    drop: dict[str, object] = {"to": cut, "port": 6443, "chain": "OUTPUT"} if cut else {"from": NOBODY}
    steps: list[dict[str, object]] = [{"machine": MACHINE, "drop": drop}]
    if patched:
        namespace, name = patched.split("/")
        change = {"apiVersion": "v1", "kind": "ConfigMap", "name": name, "namespace": namespace}
        steps.append({"patch": {**change, "set": {"data": {"level": "debug", "gone": None, "new": "yes"}}}})
    head = {
        "apiVersion": "kanivete.dev/v1alpha1",
        "kind": "Scenario",
        "cause": "image.tag-not-found",
        "summary": "",
        "summary.pt-BR": "",
        "subject": "Deployment/alpine",
        "wait": {"waiting": ["ErrImagePull", "ImagePullBackOff"]},
        "steps": steps,
    }
    labels = {"app": "alpine"}
    pod = {"containers": [{"name": "alpine", "image": "alpine:vraus"}]}
    template = {"metadata": {"labels": labels}, "spec": pod}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "alpine"},
        "spec": {"selector": {"matchLabels": labels}, "template": template},
    }
    handler = {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": "kanivete-{{run}}"},
        "handler": "none",
    }
    manifests = (handler, deployment) if outside else (deployment,)
    return Scenario("killed", msgspec.convert(head, Head), manifests)


class Deadly:
    """Counts points, and kills the process at one of them: no handler and no `finally` runs."""

    def __init__(self, deadly: str) -> None:
        self._deadly = deadly
        self._passed = 0

    def __call__(self, point: str) -> None:
        self._passed += 1
        print(point, flush=True)  # noqa: T201
        if self._deadly in (str(self._passed), point):
            os.kill(os.getpid(), signal.SIGKILL)


def main(job: str, kubeconfig: str, ssh_config: str, point: str, seconds: str, namespace: str = "") -> None:
    """Do it."""
    at = Deadly(point)
    with open_api(kubeconfig, None, None) as api, Ways(api, {}, ssh_config) as ways:
        if job == "make":
            wish = Wish(
                scenario(os.environ.get("PATCHED", ""), outside=not namespace),
                namespace=namespace,
                seconds=int(seconds),
            )
            planned = plan(api, wish, runs.whoami(api))
            checking.before(api, planned)
            print(planned.run, flush=True)  # noqa: T201
            Making(api, planned, ways, lambda _: None, at).run()
            return
        wanted = os.environ["RUN"]
        found = next(run for run in runs.known(api)[0] if run.journal.run == wanted)
        reverting = Reverting(api, found.journal, found.copy, ways, lambda _: None, at)
        reverting.run()
        reverting.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
