"""What to look at next, by family of causes: from what everybody sees to what only few look at.

Each is the next step that an experienced person takes: the status, then what is told about it (describe, events), then
what the program left behind (`logs --previous`), then the machine. `{namespace}`, `{subject}` (`deployment/orders`)
and `{name}` are filled in. Where a check shows the fault, it is the last hint.
"""

from kanivete.i18n import N_
from kanivete.model import Step

_STATUS = Step(
    text=N_("Look at the status first: the columns READY, STATUS and RESTARTS say what kind of trouble it is."),
    command="kubectl -n {namespace} get pods -o wide",
)
_DESCRIBE = Step(
    text=N_("Describe the pod: each container's State and Last State have a reason, and the events are below."),
    command="kubectl -n {namespace} describe pods",
)
_EVENTS = Step(
    text=N_("Read the events in their order: the kubelet and the controllers say what they tried."),
    command="kubectl -n {namespace} get events --sort-by=.lastTimestamp",
)
_PREVIOUS = Step(
    text=N_("The container ended: read what it printed before that, in the log of its previous instance."),
    command="kubectl -n {namespace} logs {subject} --all-containers --previous",
)
_SERVICE = Step(
    text=N_("A Service is a name, a selector and a port: see whether it exists, and which addresses are behind it."),
    command="kubectl -n {namespace} get services,endpointslices -o wide",
)
_FROM_WITHIN = Step(
    text=N_("Ask from within the cluster, from a test pod: first the name, then the port, then the protocol."),
    command="kanivete toolbox run -n {namespace}",
)
_LOG = Step(
    text=N_("Read the program's log: its error names the host and the port that it wanted."),
    command="kubectl -n {namespace} logs {subject} --all-containers",
)
_CHECK = N_("Walk the way step by step: name, Service, endpoints, port, TLS, HTTP. It breaks where the fault is.")
_CONNECTION = (_STATUS, _LOG, _SERVICE, _FROM_WITHIN)

HINTS: dict[str, tuple[Step, ...]] = {
    "image": (
        _STATUS,
        Step(
            text=N_("The image did not come. The pod's event Failed has the registry's answer: read it to its end."),
            command="kubectl -n {namespace} describe pods",
        ),
        Step(
            text=N_("Spell the image's name out: registry, repository, tag or digest; and who may pull it."),
            command="kubectl -n {namespace} get {subject} -o jsonpath='{{..image}} {{..imagePullSecrets}}'",
        ),
    ),
    "crash": (
        _STATUS,
        Step(
            text=N_("Describe the pod: Last State has a reason and an exit code, and the events say who ended it."),
            command="kubectl -n {namespace} describe pods",
        ),
        _PREVIOUS,
        Step(
            text=N_("Compare what the program says with its manifest: command, environment, volumes, limits, probes."),
            command="kubectl -n {namespace} get {subject} -o yaml",
        ),
    ),
    "config": (
        _STATUS,
        _DESCRIBE,
        Step(
            text=N_("Compare what the pod refers to with what there is, names and keys letter by letter."),
            command="kubectl -n {namespace} get configmaps,secrets",
        ),
        Step(
            text=N_("Read the manifest from top to bottom: what does it ask for before the program can begin?"),
            command="kubectl -n {namespace} get {subject} -o yaml",
        ),
    ),
    "volume": (
        _STATUS,
        Step(
            text=N_("A pod that waits for a volume says so in events: FailedScheduling, FailedMount and their like."),
            command="kubectl -n {namespace} describe pods",
        ),
        Step(
            text=N_("Follow the volume: the claim, its storage class, the volume behind it, the driver on the node."),
            command="kubectl -n {namespace} get pvc,pv,storageclass,csidriver",
        ),
    ),
    "scheduling": (
        _STATUS,
        Step(
            text=N_("The pod is Pending without a node: the event FailedScheduling counts why nodes were left out."),
            command="kubectl -n {namespace} describe pods",
        ),
        Step(
            text=N_("Compare what the pod asks for with what the nodes have: labels, taints, and what is still free."),
            command="kubectl describe nodes",
        ),
    ),
    "admission": (
        Step(
            text=N_("Count the pods: are there fewer than were asked for, or none at all?"),
            command="kubectl -n {namespace} get {subject},replicasets,pods",
        ),
        Step(
            text=N_("No pod means that somebody refused it. Whoever makes the pods has an event about that."),
            command="kubectl -n {namespace} get events --field-selector reason=FailedCreate",
        ),
        Step(
            text=N_("See which rules the namespace has: labels, quotas, limits, and the webhooks of the cluster."),
            command="kubectl -n {namespace} get quota,limitrange,validatingwebhookconfigurations",
        ),
    ),
    "pod": (
        _STATUS,
        _DESCRIBE,
        _EVENTS,
        Step(
            text=N_("The kubelet decides about its pods: see which node it is, and what its conditions say."),
            command="kubectl describe nodes",
        ),
    ),
    "probe": (
        _STATUS,
        Step(
            text=N_("The container runs and is not ready. The event Unhealthy quotes what the probe got."),
            command="kubectl -n {namespace} describe pods",
        ),
        Step(
            text=N_("Compare the probe with the program: scheme, port, path, and the time it is given."),
            command="kubectl -n {namespace} get {subject} -o yaml",
        ),
    ),
    "service": (
        Step(
            text=N_("See whether the pods are well: if they are, the trouble is on the way to them."),
            command="kubectl -n {namespace} get pods -o wide",
        ),
        _SERVICE,
        Step(
            text=N_("Compare the Service's selector and targetPort with the labels and ports of the pods."),
            command="kubectl -n {namespace} describe services",
        ),
        _FROM_WITHIN,
    ),
    "dns": (
        *_CONNECTION[:2],
        Step(
            text=N_("Ask the cluster's DNS yourself, and look at what the pod's resolv.conf says."),
            command="kanivete check dns",
        ),
        Step(
            text=N_("See whether the cluster's DNS servers run, and what they log."),
            command="kubectl -n kube-system get pods,endpointslices -l k8s-app=kube-dns",
        ),
    ),
    "network": (
        *_CONNECTION,
        Step(
            text=N_("See which NetworkPolicies choose the pods at both ends."),
            command="kubectl -n {namespace} describe networkpolicies",
        ),
    ),
    "tls": (
        *_CONNECTION[:3],
        Step(
            text=N_("Look at the certificate that the server shows: for which names, from whom, from when until when."),
            command="kubectl -n {namespace} get secrets --field-selector type=kubernetes.io/tls",
        ),
    ),
    "http": _CONNECTION,
    "node": (
        Step(
            text=N_("Look at the nodes: which one is not Ready, and since when?"), command="kubectl get nodes -o wide"
        ),
        Step(
            text=N_("Describe the node: each condition has a reason, a message, and the time of its last heartbeat."),
            command="kubectl describe node {name}",
        ),
        Step(
            text=N_("Go to the machine: does the kubelet run, and what does it log?"),
            command="journalctl -u kubelet --since -10m",
        ),
        Step(
            text=N_("If the kubelet cannot reach the API server: try the port from the node, then read the firewalls."),
            command="kanivete node {name}",
        ),
    ),
}
"""By family; no hint tells the cause."""
_ANY = (
    Step(
        text=N_("Describe it: its status and conditions say how far it has come, and the events are below."),
        command="kubectl -n {namespace} describe {subject}",
    ),
    _EVENTS,
    Step(
        text=N_("Compare what its manifest asks for with what there is: names, kinds, numbers."),
        command="kubectl -n {namespace} get {subject} -o yaml",
    ),
)
"""For all other families."""


def hints(family: str, namespace: str, subject: str, check: str = "") -> tuple[Step, ...]:
    """The hints of a family for a subject, `Kind/name`. `check` is the command that shows the fault, where one does.

    Their texts are English message ids.
    """
    kind, _slash, name = subject.partition("/")
    facts = {"namespace": namespace, "subject": f"{kind.lower()}/{name}", "name": name}
    found = tuple(Step(text=hint.text, command=hint.command.format(**facts)) for hint in HINTS.get(family, _ANY))
    return (*found, Step(text=_CHECK, command=check)) if check else found
