"""Policies and webhooks that say no, or do not answer."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

_WEBHOOKS = "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/"
_LIST = "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations"

CAUSES = (
    Cause(
        id="admission.pod-security",
        title=N_("The namespace's Pod Security level forbids the pod"),
        explanation=N_(
            "The namespace enforces the level {level}, and the pod's security settings do not meet it: {violations}."
            " The pod template must state these settings,"
            " or the namespace must be allowed a lower level."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"violates PodSecurity \\*\"(?P<level>[^\"\\]+)\\*\": (?P<violations>[^\n]{1,900})",
                API,
                rank=15,
                unless=r"would violate",
            ),
            Pattern(
                r"unable to validate against any (?:pod security policy|security context constraint)(?::"
                r" (?P<violations>[^\n]{1,600}))?|PodSecurityPolicy: unable to admit pod",
                API,
                rank=15,
            ),
        ),
        examples=(
            Example(
                'Error creating: pods "web-7d9c-x2k4p" is forbidden: violates PodSecurity "restricted:latest":'
                ' allowPrivilegeEscalation != false (container "web" must'
                " set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities, runAsNonRoot !="
                " true, seccompProfile",
                "kube-apiserver 1.30",
            ),
            Example(
                'pods "agent" is forbidden: violates PodSecurity "baseline:v1.29": host namespaces'
                ' (hostNetwork=true), hostPath volumes (volume "var")',
                "kube-apiserver 1.29",
            ),
            Example(
                'Error creating: pods "web-1" is forbidden: unable to validate against any security context'
                ' constraint: [provider "anyuid": Forbidden: not usable by user'
                " or serviceaccount, spec.containers[0].securityContext.runAsUser: Invalid value: 0: must be in the"
                " ranges: [1000650000, 1000659999]]",
                "OpenShift 4.14",
            ),
        ),
        near_misses=(
            NearMiss('would violate PodSecurity "restricted:latest": runAsNonRoot != true'),
            NearMiss("Error: container has runAsNonRoot and image will run as root", "config.run-as-non-root"),
        ),
        next=(
            Advice(N_("Which level does the namespace enforce?"), "kubectl get namespace {namespace} --show-labels"),
        ),
        remedies=(
            Advice(
                N_("State what the level demands in the pod template's securityContext."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("Or, if it must be so, allow the namespace more."),
                "kubectl label namespace {namespace} --overwrite pod-security.kubernetes.io/enforce=baseline",
                Changes.CLUSTER,
            ),
        ),
        references=(
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
            "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
        ),
    ),
    Cause(
        id="admission.webhook-denied",
        title=N_("The admission webhook {webhook} refuses the object"),
        explanation=N_(
            "A policy program of this cluster (Gatekeeper, Kyverno, an operator's own check) looked at the object"
            " and said no, with this reason: {reason}. Kubernetes"
            " only passes the answer on: the object has to meet the policy, or the policy has to allow it."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"admission webhook \\*\"(?P<webhook>[^\"\\]+)\\*\" denied the request(?:: (?P<reason>[^\n]{1,600})|"
                r" without explanation)?",
                API,
                rank=12,
            ),
        ),
        examples=(
            Example(
                'Error creating: admission webhook "validation.gatekeeper.sh" denied the request: [repo-is-allowed]'
                " container <web> has an invalid image repo"
                ' <docker.io/x>, allowed repos are ["registry.example/"]',
                "kube-apiserver 1.29, Gatekeeper",
            ),
            Example(
                'admission webhook "validate.kyverno.svc-fail" denied the request: resource Pod/shop/web was blocked'
                " due to the following policies require-labels:"
                " check-team: 'validation error: label team is required'",
                "kube-apiserver 1.30, Kyverno",
            ),
            Example(
                'admission webhook "pods.example.com" denied the request without explanation', "kube-apiserver 1.27"
            ),
        ),
        near_misses=(
            NearMiss(
                'Internal error occurred: failed calling webhook "validate.kyverno.svc-fail": failed to call'
                " webhook: Post"
                ' "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": context deadline exceeded',
                "admission.webhook-unreachable",
            ),
        ),
        next=(Advice(N_("Whose webhook is it?"), _LIST),),
        remedies=(
            Advice(
                N_("Change the workload so that it meets the policy that the message names."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=(_WEBHOOKS,),
        no_scenario=N_("needs a policy program with a certificate that the API server trusts"),
    ),
    Cause(
        id="admission.webhook-unreachable",
        title=N_("The admission webhook {webhook} does not answer, so nothing can be made"),
        explanation=N_(
            "The API server must ask this webhook before it stores the object, and could not: {error}. With"
            " failurePolicy Fail it then refuses. Most often the webhook's"
            " own pods are down (and may be kept down by the webhook itself), its certificate is wrong, or a"
            " firewall stands between the"
            " control plane and the pods: a private cluster's control plane needs the webhook's port opened."
        ),
        owner=Owner.CONTROL_PLANE,
        patterns=(
            Pattern(
                r"failed calling webhook \\*\"(?P<webhook>[^\"\\]+)\\*\": (?:failed to call webhook:"
                r" )?(?P<error>[^\n]{1,600})",
                API,
                rank=10,
            ),
            Pattern(
                r"failed to call webhook: (?P<error>[^\n]{1,400})|conversion webhook for [^\n]{1,120} failed:"
                r" (?P<conversion>[^\n]{1,300})",
                API,
                rank=11,
            ),
        ),
        examples=(
            Example(
                'Error creating: Internal error occurred: failed calling webhook "validate.kyverno.svc-fail": failed'
                " to call webhook: Post"
                ' "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": context deadline exceeded',
                "kube-apiserver 1.30",
            ),
            Example(
                'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook:'
                " Post"
                ' "https://cert-manager-webhook.cert-manager.svc:443/mutate?timeout=10s": service'
                ' "cert-manager-webhook" not found',
                "kube-apiserver 1.27",
            ),
            Example(
                'Internal error occurred: failed calling webhook "vpod.elbv2.k8s.aws": Post'
                ' "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-pod?'
                'timeout=10s": x509: certificate signed by unknown authority',
                "kube-apiserver 1.21",
            ),
            Example(
                'Internal error occurred: failed calling webhook "x.example.com": failed to call webhook: Post'
                ' "https://x.ns.svc:443/v?timeout=5s": no endpoints available'
                ' for service "x"',
                "kube-apiserver 1.31",
            ),
        ),
        near_misses=(
            NearMiss('admission webhook "pods.example.com" denied the request: no', "admission.webhook-denied"),
        ),
        next=(
            Advice(
                N_("Which webhooks are there, and with which failurePolicy?"),
                _LIST
                + " -o custom-columns=NAME:.metadata.name,POLICY:.webhooks[*].failurePolicy"
                + ",SERVICE:.webhooks[*].clientConfig.service.name",
            ),
            Advice(
                N_("Do its pods run, and has its Service endpoints?"),
                "kubectl get pods,endpointslices -A | grep -i <service>",
            ),
        ),
        remedies=(
            Advice(
                N_(
                    "Bring the webhook's pods back. If the webhook itself keeps them from starting, take its"
                    " configuration away for that time (keep a copy)."
                ),
                "kubectl get validatingwebhookconfiguration <name> -o yaml > webhook.yaml && kubectl delete"
                " validatingwebhookconfiguration <name>",
                Changes.CLUSTER,
            ),
            Advice(N_("If it times out: open its port between control plane and nodes.")),
        ),
        references=(
            _WEBHOOKS,
            "https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/",
        ),
    ),
    Cause(
        id="admission.policy-denied",
        title=N_("A ValidatingAdmissionPolicy refuses the object"),
        explanation=N_(
            "The policy {policy} is bound to this kind of object, and an expression in it was not met. The message"
            " after it is the policy author's own."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"ValidatingAdmissionPolicy '(?P<policy>[^']+)' with binding '(?P<binding>[^']+)' denied request:"
                r" (?P<reason>[^\n]{1,400})|admission request denied by policy"
                r"|image policy webhook backend denied",
                API,
                rank=12,
            ),
        ),
        examples=(
            Example(
                "Error creating: pods \"web\" is forbidden: ValidatingAdmissionPolicy 'replicas.example.com' with"
                " binding 'replicas-binding' denied request: failed expression:"
                " object.spec.replicas <= 5",
                "kube-apiserver 1.30",
            ),
            Example(
                "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'all'"
                " denied request: images need a tag",
                "kube-apiserver 1.31",
            ),
        ),
        near_misses=(
            NearMiss('admission webhook "pods.example.com" denied the request: no', "admission.webhook-denied"),
        ),
        next=(
            Advice(
                N_("What does the policy say?"),
                "kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings",
            ),
        ),
        remedies=(
            Advice(
                N_("Change the workload so that it meets the policy."),
                "kubectl edit -n {namespace} {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=("https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",),
    ),
)
