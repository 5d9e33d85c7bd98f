"""Parts of the control plane of which one copy leads, and says so in a lease."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Owner

_REFERENCES = (
    "https://kubernetes.io/docs/concepts/architecture/leases/#leader-election",
    "https://kubernetes.io/docs/tasks/debug/debug-cluster/",
)
_MOVES = N_("Does the lease move? Run it twice, ten seconds apart.")
_HARMFUL = N_("stops what ends a scenario by itself")

CAUSES = (
    Cause(
        id="cluster.controller-manager-silent",
        title=N_("The kube-controller-manager does not work: nothing that is asked for is carried out"),
        explanation=N_(
            "Its leader renews a lease every two seconds, and has stopped, while others go on renewing theirs: the API"
            " server is there, and the controller manager is not. What runs goes on running, but no Deployment makes"
            " or replaces pods, no Service learns of new ones, no Job starts, nothing is scaled or deleted, and a node"
            " that dies is not noticed. kubectl accepts every change, and nothing follows."
        ),
        owner=Owner.CONTROL_PLANE,
        next=(
            Advice(_MOVES, "kubectl get lease -n kube-system kube-controller-manager -o yaml | grep renewTime"),
            Advice(
                N_("On the control plane: does it run, and what was the last thing it said?"),
                "sudo crictl ps -a --name kube-controller-manager; sudo crictl logs --tail 20"
                " $(sudo crictl ps -aq --name kube-controller-manager | head -1)",
            ),
        ),
        remedies=(
            Advice(
                N_(
                    "Bring it back: the manifest in /etc/kubernetes/manifests, its kubeconfig and certificates, the"
                    " flag that its log complains of. It catches up by itself."
                ),
                "sudo journalctl -u kubelet --since -15min --no-pager | grep -m 20 kube-controller-manager",
            ),
        ),
        references=_REFERENCES,
        no_scenario=_HARMFUL,
    ),
    Cause(
        id="cluster.scheduler-silent",
        title=N_("The kube-scheduler does not work: new pods wait without a word"),
        explanation=N_(
            "Its leader renews a lease every two seconds, and has stopped, while others go on renewing theirs: the API"
            " server is there, and the scheduler is not. Pods that have a node go on running; new ones stay Pending"
            " without a reason and without an event, since nobody looks for a node for them."
        ),
        owner=Owner.CONTROL_PLANE,
        next=(
            Advice(_MOVES, "kubectl get lease -n kube-system kube-scheduler -o yaml | grep renewTime"),
            Advice(
                N_("On the control plane: does it run, and what was the last thing it said?"),
                "sudo crictl ps -a --name kube-scheduler; sudo crictl logs --tail 20"
                " $(sudo crictl ps -aq --name kube-scheduler | head -1)",
            ),
        ),
        remedies=(
            Advice(
                N_(
                    "Bring it back: the manifest in /etc/kubernetes/manifests, its kubeconfig and certificates, the"
                    " configuration that its log complains of. The pods that wait get their nodes at once."
                ),
                "sudo journalctl -u kubelet --since -15min --no-pager | grep -m 20 kube-scheduler",
            ),
        ),
        references=_REFERENCES,
        no_scenario=_HARMFUL,
    ),
)
