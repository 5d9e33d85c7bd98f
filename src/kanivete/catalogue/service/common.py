"""What the causes of a way that is broken share."""

from kanivete.catalogue.entry import N_, Advice

SERVICES = "https://kubernetes.io/docs/concepts/services-networking/service/"
DEBUGGING = "https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/"
DNS = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"
DNS_DEBUGGING = "https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/"
POLICIES = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"

SHOW = Advice(N_("See the Service."), "kubectl get service -n {namespace} {service} -o yaml")
SLICES = Advice(
    N_("See its endpoints."), "kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={service}"
)
