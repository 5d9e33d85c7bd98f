"""A namespace that is being deleted, and stays."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner, Severity

_SHOW = Advice(N_("What is left in it?"), "kubectl describe namespace {namespace}")
_LEFT = Advice(
    N_("List all that is left."),
    "kubectl api-resources --verbs=list --namespaced -o name | xargs -n1 kubectl get -n {namespace} --ignore-not-found",
)
_REFERENCES = (
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/",
    "https://kubernetes.io/docs/tasks/administer-cluster/namespaces/",
)
_STAYS = N_("a namespace that cannot go away could not be taken back")

CAUSES = (
    Cause(
        id="namespace.finalizers-remain",
        title=N_("Namespace {namespace} cannot go away: finalizer {finalizer} waits on {resources}"),
        explanation=N_(
            "Objects in the namespace have a finalizer: a note by which a controller asks to do something before they"
            " are gone. The controller that would take it off is not there any more, is broken, or cannot finish."
            " Mend or reinstall that controller first: what it has to clean up (cloud resources, volumes, entries"
            " elsewhere) stays behind for ever if its finalizer is removed by hand."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(_SHOW, _LEFT),
        remedies=(
            Advice(N_("Bring the controller back that owns the finalizer; then all goes by itself."), ""),
            Advice(
                N_("Only if nothing is left to clean up: take the finalizers off the object."),
                'kubectl patch -n {namespace} {kind} <name> --type=merge -p \'{{"metadata":{{"finalizers":null}}}}\'',
                Changes.CLUSTER,
            ),
        ),
        references=_REFERENCES,
        no_scenario=_STAYS,
    ),
    Cause(
        id="namespace.content-remains",
        title=N_("Namespace {namespace} cannot go away: {resources} are left in it"),
        explanation=N_(
            "The objects were deleted and are still there: pods that do not end on a node that does not answer, or"
            " something that a controller makes again and again. The namespace goes when they are gone."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(_SHOW, _LEFT),
        references=_REFERENCES,
        no_scenario=_STAYS,
    ),
    Cause(
        id="namespace.deletion-failed",
        title=N_("The content of namespace {namespace} cannot be deleted"),
        explanation=N_(
            "The control plane tried to delete what is in the namespace and was refused, for the reason that is quoted:"
            " an admission webhook that forbids it or does not answer, or an API that does not know deletion."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(
            _SHOW,
            Advice(
                N_("Which webhooks are asked?"),
                "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations",
            ),
        ),
        references=_REFERENCES,
        no_scenario=_STAYS,
    ),
    Cause(
        id="namespace.discovery-failed",
        title=N_("Namespace {namespace} cannot go away: not all APIs of the cluster answer"),
        explanation=N_(
            "Before a namespace goes, the control plane looks for objects of every kind in it. Some part of the API"
            " does not answer, so it cannot know whether anything is left, and waits."
        ),
        owner=Owner.CONTROL_PLANE,
        severity=Severity.WARNING,
        next=(_SHOW, Advice(N_("Which APIs are not available?"), "kubectl get apiservices")),
        remedies=(Advice(N_("Mend what serves that API, or remove its APIService."), "", Changes.CLUSTER),),
        references=_REFERENCES,
        no_scenario=_STAYS,
    ),
    Cause(
        id="namespace.held",
        title=N_("Namespace {namespace} cannot go away: it has the finalizer {finalizer} itself"),
        explanation=N_(
            "The namespace is empty, as far as is known, and a controller asked to do something before it is gone. That"
            " controller is not there any more, or cannot finish."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(Advice(N_("See its finalizers."), "kubectl get namespace {namespace} -o yaml"),),
        remedies=(
            Advice(N_("Bring the controller back that owns the finalizer; then all goes by itself."), ""),
            Advice(
                N_("Only if nothing is left to clean up: take the finalizer off."),
                "kubectl edit namespace {namespace}",
                Changes.CLUSTER,
            ),
        ),
        references=_REFERENCES,
        no_scenario=_STAYS,
    ),
)
