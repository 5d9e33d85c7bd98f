"""An autoscaler gets no metrics."""

from kanivete.catalogue.autoscaling.common import REFERENCES, SHOW
from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner, Severity

_GET = r"unable to fetch metrics from (?P<metrics>resource|custom|external) metrics API: "

CAUSES = (
    Cause(
        id="autoscaling.metrics-api-missing",
        title=N_("The cluster has no {metrics} metrics API, so nothing can be scaled by it"),
        explanation=N_(
            "An autoscaler reads its metrics from an API that Kubernetes itself does not bring along: CPU and memory"
            " (resource metrics) from metrics-server, others (custom and external metrics) from an adapter such as"
            " prometheus-adapter or KEDA. Nobody serves it here. The replicas stay as they are until somebody does."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        patterns=(
            Pattern(_GET + r"the server could not find the requested resource", API, rank=20),
            Pattern(r"no (?P<metrics>custom|external) metrics API \(\S{1,100}\) registered", API, rank=20),
        ),
        examples=(
            Example(
                "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics"
                " for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the"
                " requested resource (get pods.metrics.k8s.io)",
                "kube-controller-manager 1.36",
            ),
            Example(
                "unable to get external metric shop/queue_length/nil: unable to fetch metrics from external metrics"
                " API: the server could not find the requested resource (get queue_length.external.metrics.k8s.io)",
                "kube-controller-manager 1.30",
            ),
        ),
        near_misses=(
            NearMiss(
                "unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server"
                " is currently unable to handle the request (get pods.metrics.k8s.io)",
                "autoscaling.metrics-api-unavailable",
            ),
        ),
        next=(SHOW, Advice(N_("Which metrics APIs are there?"), "kubectl get apiservices | grep metrics")),
        remedies=(
            Advice(
                N_("For CPU and memory, install metrics-server; for other metrics, the adapter that brings them."),
                "kubectl apply -f"
                " https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml",
                Changes.CLUSTER,
            ),
        ),
        references=(*REFERENCES, "https://github.com/kubernetes-sigs/metrics-server"),
    ),
    Cause(
        id="autoscaling.metrics-api-unavailable",
        title=N_("The {metrics} metrics API does not answer, so nothing can be scaled by it"),
        explanation=N_(
            "The cluster has the API that autoscalers read their metrics from, and what serves it (metrics-server, an"
            " adapter) is down, cannot be reached or refuses to answer. The replicas stay as they are until it does."
        ),
        owner=Owner.CONTROL_PLANE,
        severity=Severity.WARNING,
        patterns=(
            Pattern(
                _GET + r"(?:the server is currently unable to handle the request|the server was unable to return a"
                r" response|[^\n]{1,160}forbidden|[^\n]{1,160}Unauthorized)",
                API,
                rank=20,
            ),
        ),
        examples=(
            Example(
                "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics"
                " for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable"
                " to handle the request (get pods.metrics.k8s.io)",
                "kube-controller-manager 1.30",
            ),
            Example(
                "failed to get memory utilization: unable to get metrics for resource memory: unable to fetch metrics"
                ' from resource metrics API: pods.metrics.k8s.io is forbidden: User "system:serviceaccount:'
                'kube-system:horizontal-pod-autoscaler" cannot list resource "pods" in API group "metrics.k8s.io" in'
                ' the namespace "shop"',
                "kube-controller-manager 1.29",
            ),
        ),
        near_misses=(
            NearMiss(
                "unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server"
                " could not find the requested resource (get pods.metrics.k8s.io)",
                "autoscaling.metrics-api-missing",
            ),
        ),
        next=(SHOW, Advice(N_("Which metrics APIs are there?"), "kubectl get apiservices | grep metrics")),
        references=REFERENCES,
        no_scenario=N_("needs a metrics API that is broken, which the whole cluster would suffer from"),
    ),
    Cause(
        id="autoscaling.request-missing",
        title=N_("A container of {target} requests no {resource}, so its usage is a percentage of nothing"),
        explanation=N_(
            "The autoscaler aims at a percentage of what the pods request, and one of the containers has no"
            " request for that resource: injected sidecars count too. As long as one lacks it, nothing is scaled."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        patterns=(
            Pattern(r"missing request for (?P<resource>\S+) in container (?P<missing_in>\S+) of Pod", API, rank=20),
            Pattern(r"missing request for (?P<resource>cpu|memory)\b", API, rank=22),
        ),
        examples=(
            Example(
                "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for"
                " cpu in container web of Pod web-5d8f7c9b4-x2k4p",
                "kube-controller-manager 1.30",
            ),
            Example("failed to get cpu utilization: missing request for cpu", "kube-controller-manager 1.24"),
        ),
        near_misses=(NearMiss("the HPA was able to successfully calculate a replica count from cpu resource"),),
        next=(
            SHOW,
            Advice(
                N_("What do the containers request?"),
                "kubectl get -n {namespace} {target} -o jsonpath='{{range .spec.template.spec.containers[*]}}{{.name}}"
                ' {{.resources.requests}}{{"\\n"}}{{end}}\'',
            ),
        ),
        remedies=(
            Advice(
                N_("Give the container a request."),
                "kubectl set resources -n {namespace} {target} -c {missing_in} --requests={resource}=<amount>",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("Or aim at one container (ContainerResource), or at an amount (averageValue) instead."),
                "kubectl edit -n {namespace} hpa/{autoscaler}",
                Changes.CLUSTER,
            ),
        ),
        references=REFERENCES,
        no_scenario=N_("needs a metrics API, which many test clusters do not have"),
    ),
    Cause(
        id="autoscaling.metrics-unavailable",
        title=N_("Autoscaler {autoscaler} gets no value for its metric"),
        explanation=N_(
            "The metrics API answers and has nothing about these pods: the metric's name or labels are wrong, nobody"
            " collects it from them, or the pods are not ready. The replicas stay as they are until there is a value."
        ),
        owner=Owner.CONFIGURATION,
        severity=Severity.WARNING,
        reasons=(
            "FailedGetResourceMetric",
            "FailedGetContainerResourceMetric",
            "FailedGetPodsMetric",
            "FailedGetObjectMetric",
            "FailedGetExternalMetric",
            "InvalidMetricSourceType",
        ),
        next=(SHOW, Advice(N_("What is known of the pods?"), "kubectl top pods -n {namespace}")),
        remedies=(
            Advice(
                N_("Correct the metric's name or labels, or have it collected."),
                "kubectl edit -n {namespace} hpa/{autoscaler}",
                Changes.CLUSTER,
            ),
        ),
        references=REFERENCES,
        no_scenario=N_("needs a metrics API, which many test clusters do not have"),
    ),
)
