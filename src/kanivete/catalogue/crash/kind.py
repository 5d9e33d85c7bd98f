"""A controller whose own kinds the cluster does not know."""

from kanivete.catalogue.crash.common import READ_LOG
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

MISSING_KIND = Cause(
    id="crash.missing-kind",
    title=N_("The program asks the API for a kind that the cluster does not have"),
    explanation=N_(
        "Controllers watch kinds of their own, which a CustomResourceDefinition brings. The API server does not know "
        "the kind, or not in that version: the definitions were not installed, belong to another version of the "
        "program, or the Kubernetes version no longer serves an old API. Helm installs what is in a chart's `crds` "
        "folder once and never upgrades it."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"no matches for kind \\*\"(?P<kind>[^\"\n\\]{1,100})\\*\" in (?:version|group) "
            r"\\*\"(?P<version>[^\"\n\\]{1,200})\\*\"",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"error listing resources in GroupVersion \\*\"(?P<version>[^\"\n\\]{1,200})\\*\"[^\n]{0,40}"
            r"could not find the requested resource",
            where=LOG,
            rank=30,
        ),
        Pattern(r"if kind is a CRD, it should be installed", where=LOG, rank=34),
        Pattern(
            r"the server could not find the requested resource|the server doesn't have a resource type",
            where=LOG,
            rank=50,
            unless=r"HTTP/[12]\.|\bretry|\bwarn(?:ing)?\b|^W\d{4} ",
        ),
    ),
    examples=(
        Example(
            'unable to start manager: no matches for kind "Database" in version "acme.dev/v1"',
            "controller-runtime",
            PRINTED,
        ),
        Example(
            'level=fatal msg="error listing resources in GroupVersion \\"externaldns.k8s.io/v1alpha1\\": the server '
            'could not find the requested resource"',
            "external-dns",
            PRINTED,
        ),
        Example("panic: failed to list *v1.Widget: the server could not find the requested resource", "Go", PRINTED),
    ),
    near_misses=(
        NearMiss(
            'fatal: failed to list *v1.Node: nodes is forbidden: User "system:serviceaccount:a:b" cannot list resource '
            '"nodes" in API group ""',
            "crash.dependency-denied",
            PRINTED,
        ),
        NearMiss("INFO kind Widget is not installed, its controller stays off", None, PRINTED),
    ),
    next=(
        READ_LOG,
        Advice(N_("List the kinds that the API server knows."), "kubectl api-resources"),
    ),
    remedies=(
        Advice(
            N_("Install the CustomResourceDefinitions of this version of the program."),
            "kubectl apply --server-side -f <crds.yaml>",
            Changes.CLUSTER,
        ),
        Advice(N_("Where Kubernetes dropped the API, use a version of the program that speaks the newer one.")),
    ),
    references=(
        "https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/",
        "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
    ),
    no_scenario=N_("needs a controller that is built for kinds of its own"),
)

CAUSES = (MISSING_KIND,)
