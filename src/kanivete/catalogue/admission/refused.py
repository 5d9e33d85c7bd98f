"""Refusals in words that nobody has met before."""

from kanivete.catalogue.entry import N_, Advice, Cause, NearMiss
from kanivete.model import Owner

CAUSES = (
    Cause(
        id="admission.refused",
        title=N_("The API server does not let the workload's pods be made"),
        explanation=N_(
            "The workload's controller asks for a pod, and the API server, or a policy program that it asks, says no,"
            " with the words quoted here. So there is no pod that could be looked at. The controller asks again, at"
            " intervals of up to a quarter of an hour."
        ),
        owner=Owner.CONFIGURATION,
        near_misses=(
            NearMiss(
                'Error creating: pods "web" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10,'
                " limited: pods=10",
                "admission.quota",
            ),
        ),
        next=(
            Advice(
                N_("What was refused, and with which words?"),
                "kubectl get events -n {namespace} --field-selector reason=FailedCreate",
            ),
            Advice(
                N_("Which programs have a say in it?"),
                "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations,validatingadmissionpolicies",
            ),
        ),
        remedies=(Advice(N_("Change in the pod template what the refusal names, or the rule that refuses it.")),),
        references=("https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",),
        no_scenario=N_("stands for refusals that no other entry describes"),
    ),
)
