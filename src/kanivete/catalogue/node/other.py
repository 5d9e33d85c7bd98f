"""Nodes that go down in good order, and what is left when a kubelet's words are not known."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.node.places import JOURNAL
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="node.shutting-down",
        title=N_("The node {node} is being shut down"),
        explanation=N_(
            "The kubelet was told by systemd that the machine goes down or restarts: it says so, ends its pods in the"
            " order of their priority and takes no new ones. If the machine should not go down, look at what asked for"
            " it: somebody's command, unattended upgrades, a spot or preemptible instance that is taken away, an"
            " autoscaler."
        ),
        owner=Owner.NODE,
        patterns=(
            Pattern(r"node is shutting down", frozenset({Where.NODE_CONDITION}), rank=30),
            Pattern(r"shutdown manager detected new shutdown event", JOURNAL, rank=70),
        ),
        examples=(
            Example("node is shutting down", "kubelet 1.30, graceful node shutdown", Where.NODE_CONDITION),
            Example(
                'I1122 10:00:00.1 912 nodeshutdown_manager_linux.go:265] "Shutdown manager detected new shutdown event,'
                ' isNodeShuttingDownNow" event=true',
                "kubelet 1.30",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss("Calico is shutting down on this node", "node.cni-not-initialized", Where.NODE_CONDITION),
            NearMiss(
                'I1122 10:00:00.1 912 nodeshutdown_manager_linux.go:134] "Creating node shutdown manager"',
                None,
                Where.KUBELET_LOG,
            ),
        ),
        next=(
            Advice(
                N_("On the node: who asked for it, and when?"), "last -x shutdown reboot | head; loginctl list-sessions"
            ),
            Advice(N_("See the node's events."), "kubectl describe node {node}"),
        ),
        remedies=(
            Advice(
                N_("Wait until it is back; if it is gone for good, remove it."),
                "kubectl delete node {node}",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/",),
        no_scenario=N_("needs a machine that can be shut down"),
    ),
    Cause(
        id="node.unrecognised",
        title=N_("The node {node} is not Ready, for a reason that is not recognised"),
        explanation=N_(
            "The kubelet runs and reaches the API server: it says itself that the node is not ready, and its words are "
            "quoted. Its log on the node says more, from the moment the condition changed."
        ),
        owner=Owner.NODE,
        reasons=("KubeletNotReady",),
        next=(
            Advice(
                N_("Read the kubelet's log on the node, from when it began."), "journalctl -u kubelet --since -30min"
            ),
            Advice(N_("See all the conditions of the node and its events."), "kubectl describe node {node}"),
        ),
        references=("https://kubernetes.io/docs/concepts/architecture/nodes/#condition",),
        no_scenario=N_("is what is left when no other cause fits"),
    ),
)
