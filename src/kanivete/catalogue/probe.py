"""Containers that run and are not ready."""

from kanivete.catalogue.crash.common import EDIT, PROBES, SERVICE_DEBUGGING
from kanivete.catalogue.entry import KUBELET, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

READINESS = Cause(
    id="probe.readiness",
    title=N_("The container runs, and its readiness probe fails"),
    explanation=N_(
        "The kubelet asks the container whether it can serve, and the answer is no. Nothing is restarted "
        "for that: the pod "
        "only gets no traffic from Services, and a rollout waits. Either the probe asks the wrong thing (path, port, "
        "scheme, a login page), or the program listens on 127.0.0.1 only, or it says itself that it is not "
        "ready, usually "
        "because something it depends on is not."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(r"Readiness probe (?:failed|errored)(?: and resulted in \w+ state)?", where=KUBELET, rank=20),
        Pattern(r"probeType=\"?Readiness\"?[^\n]{0,400}probeResult=\"?failure", where=KUBELET, rank=20),
    ),
    examples=(
        Example("Readiness probe failed: HTTP probe failed with statuscode: 404", "kubelet"),
        Example(
            'Readiness probe failed: Get "http://10.244.1.9:8080/ready": dial tcp 10.244.1.9:8080: connect: '
            "connection refused",
            "kubelet",
        ),
        Example(
            "Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed "
            "to exec in container: OCI runtime exec failed: exec failed: unable to start container process: "
            'exec: "curl": executable file not found in $PATH: unknown',
            "kubelet, exec probe",
        ),
        Example(
            '"Probe failed" probeType="Readiness" pod="shop/web-0" containerName="web" '
            'probeResult="failure" output="HTTP probe failed with statuscode: 503"',
            "kubelet log",
            Where.KUBELET_LOG,
        ),
    ),
    near_misses=(
        NearMiss("Liveness probe failed: HTTP probe failed with statuscode: 404", "crash.liveness-probe"),
        NearMiss("Startup probe failed: HTTP probe failed with statuscode: 404", "crash.startup-probe"),
        NearMiss("GET /ready 404", None, Where.CONTAINER_LOG),
    ),
    next=(
        Advice(
            N_("See what the probe said, and how often."),
            "kubectl get events -n {namespace} --field-selector involvedObject.name={pod},reason=Unhealthy",
        ),
        Advice(N_("Ask the container yourself."), "kubectl port-forward -n {namespace} {pod} 8080:{port}"),
        Advice(N_("Read what it prints."), "kubectl logs -n {namespace} {pod} -c {container} --tail=100"),
    ),
    remedies=(
        Advice(
            N_("Correct the probe's path, port or scheme, or mend what the program is waiting for."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(PROBES, SERVICE_DEBUGGING),
)

CAUSES = (READINESS,)
