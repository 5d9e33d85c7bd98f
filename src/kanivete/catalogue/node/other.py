"""What is left when the kubelet says that it is not ready in words that nobody knows."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Owner

CAUSES = (
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
