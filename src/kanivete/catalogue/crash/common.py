"""What several entries of the family share: advice, pieces of patterns, references."""

from kanivete.catalogue.entry import N_, Advice
from kanivete.model import Changes

QUOTE = r"(?:\\*[\"'`])"
"""A quotation mark of any kind, escaped as often as the text was wrapped."""

HOST = r"(?P<host>\[[0-9a-f:.%]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)"
PORT = r"(?P<port>[0-9]{1,5})"
PATH = r"(?P<file>[^\s\"'`:;,()]+)"
VARIABLE = r"(?P<variable>[a-z_][a-z0-9_.]{0,127})"

READ_LOG = Advice(
    N_("Read what the last instance printed before it ended."),
    "kubectl logs -n {namespace} {pod} -c {container} --previous --tail=200",
)
READ_SPEC = Advice(
    N_("Read the container's command, arguments, environment and mounts, and its events."),
    "kubectl describe pod -n {namespace} {pod}",
)
EDIT = Advice(
    N_("Correct the specification; saving starts a rollout."),
    "kubectl edit -n {namespace} {workload}",
    Changes.WORKLOAD,
)
ROLL_BACK = Advice(
    N_("Go back to the last version that worked, if this came with a rollout."),
    "kubectl rollout undo -n {namespace} {workload}",
    Changes.WORKLOAD,
)
LOOK_INSIDE = Advice(
    N_("Look into the image: a shell in a copy of the pod."),
    "kubectl debug -n {namespace} {pod} -it --copy-to={pod}-debug --container={container} -- sh",
    Changes.WORKLOAD,
)

SEE_CLAIMS = Advice(
    N_("See which volumes the pod has, and what else uses them."), "kubectl describe pvc -n {namespace}"
)
COPY_FIRST = Advice(N_("Before anything else, copy the volume or take a snapshot of it."))

POD_LIFECYCLE = "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/"
DEBUG_PODS = "https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/"
FAILURE_REASON = "https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/"
COMMAND_AND_ARGUMENTS = "https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/"
ENVIRONMENT = "https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/"
SECURITY_CONTEXT = "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"
STATEFUL_SETS = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/"
VOLUMES = "https://kubernetes.io/docs/concepts/storage/volumes/"
PROBES = "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/"
MEMORY = "https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/"
SERVICE_DEBUGGING = "https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/"
