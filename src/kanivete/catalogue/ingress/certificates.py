"""Certificates of an Ingress."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.ingress.common import CORRECT, SHOW, TLS
from kanivete.model import Changes, Owner, Severity

CAUSES = (
    Cause(
        id="ingress.tls-secret-missing",
        title=N_("Ingress {ingress} takes its certificate from Secret {secret}, which does not exist"),
        explanation=N_(
            "Controllers that do not find the Secret show a certificate of their own making in its place: browsers "
            "warn and clients refuse it. It has to be of type kubernetes.io/tls, in the Ingress's own namespace."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        next=(
            Advice(N_("See which Secrets there are."), "kubectl get secrets -n {namespace}"),
            SHOW,
        ),
        remedies=(
            Advice(
                N_("Create it of a certificate and its key."),
                "kubectl create secret tls -n {namespace} {secret} --cert=tls.crt --key=tls.key",
                Changes.CLUSTER,
            ),
            CORRECT,
        ),
        references=(TLS,),
    ),
)
