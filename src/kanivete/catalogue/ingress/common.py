"""What the causes of an Ingress share."""

from kanivete.catalogue.entry import N_, Advice
from kanivete.model import Changes

INGRESS = "https://kubernetes.io/docs/concepts/services-networking/ingress/"
CLASSES = "https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class"
TLS = "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"

SHOW = Advice(N_("See the Ingress."), "kubectl describe ingress -n {namespace} {ingress}")
CORRECT = Advice(N_("Correct the Ingress."), "kubectl edit ingress -n {namespace} {ingress}", Changes.CLUSTER)
