"""Missing rights, and missing things that an object needs to be accepted."""

from kanivete.catalogue.entry import API, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

_EDIT = "kubectl edit -n {namespace} {workload}"

CAUSES = (
    Cause(
        id="admission.service-account-missing",
        title=N_("The ServiceAccount {account} does not exist"),
        explanation=N_(
            "The pod is to run as a ServiceAccount that is not in its namespace, so the API server refuses to make"
            " it. Only the account named default exists by itself."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"error looking up service account (?P<namespace>[^\s/]+)/(?P<account>[^\s:]+)|serviceaccount"
                r" \\*\"(?P<account_name>[^\"\\]+)\\*\" not found",
                API,
                rank=15,
            ),
        ),
        examples=(
            Example(
                'Error creating: pods "web-7d9c-" is forbidden: error looking up service account shop/web:'
                ' serviceaccount "web" not found',
                "kube-controller-manager 1.30, event FailedCreate",
            ),
            Example(
                'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to fetch token: serviceaccounts'
                ' "web" not found: serviceaccount "web" not found',
                "kubelet 1.29",
            ),
        ),
        near_misses=(
            NearMiss(
                'serviceaccounts is forbidden: User "dev" cannot list resource "serviceaccounts" in API group "" in'
                ' the namespace "shop"',
                "admission.rbac-forbidden",
            ),
        ),
        next=(Advice(N_("Which accounts are there?"), "kubectl get serviceaccounts -n {namespace}"),),
        remedies=(
            Advice(N_("Make the account."), "kubectl create serviceaccount -n {namespace} {account}", Changes.CLUSTER),
            Advice(N_("Or correct serviceAccountName."), _EDIT, Changes.WORKLOAD),
        ),
        references=("https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",),
    ),
    Cause(
        id="admission.rbac-forbidden",
        title=N_("{user} has no right to {verb} {resource}"),
        explanation=N_(
            "The API server knows who asks, but no Role or ClusterRole bound to that user or account allows this"
            " request. Rights are only ever added up: the missing"
            " one must be granted by a role, in the right namespace."
        ),
        owner=Owner.ACCESS,
        patterns=(
            Pattern(
                r"User \\*\"(?P<user>[^\"\\]+)\\*\" cannot (?P<verb>\w+) (?:resource"
                r" )?\\*\"?(?P<resource>[\w./-]+)\\*\"?(?: in API group \\*\"(?P<group>[^\"\\]*)\\*\")?"
                r"(?: (?:in the namespace \\*\"(?P<namespace>[^\"\\]+)\\*\"|at the cluster scope))?",
                API,
                rank=40,
            ),
        ),
        examples=(
            Example(
                'pods is forbidden: User "system:serviceaccount:shop:web" cannot list resource "pods" in API group'
                ' "" in the namespace "shop"',
                "kube-apiserver 1.30",
            ),
            Example(
                'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
                "kube-apiserver 1.27",
            ),
            Example(
                'deployments.apps is forbidden: User "system:serviceaccount:ci:deployer" cannot create resource'
                ' "deployments" in API group "apps" in the namespace "prod":'
                ' RBAC: role.rbac.authorization.k8s.io "deploy" not found',
                "kube-apiserver 1.28",
            ),
        ),
        near_misses=(
            NearMiss(
                'pods "web" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10',
                "admission.quota",
            ),
        ),
        next=(
            Advice(N_("Ask the API server itself."), "kubectl auth can-i {verb} {resource} -n {namespace} --as={user}"),
        ),
        remedies=(
            Advice(
                N_("Grant the right with a role, and bind it to the account."),
                "kubectl create role -n {namespace} <name> --verb={verb} --resource={resource} && kubectl create"
                " rolebinding -n {namespace} <name> --role=<name>"
                " --serviceaccount={namespace}:<account>",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/reference/access-authn-authz/rbac/",),
        no_scenario=N_("only who asks is told: nothing in the cluster keeps it"),
    ),
    Cause(
        id="admission.priority-class-missing",
        title=N_("The PriorityClass {class_name} does not exist"),
        explanation=N_(
            "The pod names a priority class that this cluster does not have, so the API server refuses it. Priority"
            " classes belong to the cluster, not to a namespace."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(Pattern(r"no PriorityClass with name (?P<class_name>\S+) was found", API, rank=15),),
        examples=(
            Example(
                'Error creating: pods "web-7d9c-" is forbidden: no PriorityClass with name high was found',
                "kube-apiserver 1.30",
            ),
            Example('pods "web" is forbidden: no PriorityClass with name critical was found', "kube-apiserver 1.19"),
        ),
        near_misses=(
            NearMiss(
                'pods "web" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
                "admission.runtime-class-missing",
            ),
        ),
        next=(Advice(N_("Which ones are there?"), "kubectl get priorityclasses"),),
        remedies=(
            Advice(N_("Correct priorityClassName."), _EDIT, Changes.WORKLOAD),
            Advice(N_("Or make the class."), "kubectl create priorityclass {class_name} --value=1000", Changes.CLUSTER),
        ),
        references=("https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",),
    ),
    Cause(
        id="admission.runtime-class-missing",
        title=N_("The RuntimeClass {class_name} does not exist"),
        explanation=N_(
            "The pod asks for a RuntimeClass that this cluster does not have, so the API server refuses it."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(Pattern(r"pod rejected: RuntimeClass \\*\"(?P<class_name>[^\"\\]+)\\*\" not found", API, rank=12),),
        examples=(
            Example(
                'Error creating: pods "web" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
                "kube-apiserver 1.30",
            ),
            Example('pods "web" is forbidden: pod rejected: RuntimeClass "kata" not found', "kube-apiserver 1.24"),
        ),
        near_misses=(
            NearMiss(
                'pods "web" is forbidden: no PriorityClass with name high was found', "admission.priority-class-missing"
            ),
        ),
        next=(Advice(N_("Which ones are there?"), "kubectl get runtimeclasses"),),
        remedies=(Advice(N_("Correct runtimeClassName, or make the class."), _EDIT, Changes.WORKLOAD),),
        references=("https://kubernetes.io/docs/concepts/containers/runtime-class/",),
    ),
    Cause(
        id="admission.namespace-terminating",
        title=N_("The namespace is being deleted, or does not exist"),
        explanation=N_(
            "Nothing new can be made in a namespace that is missing or going away. If it stays in Terminating,"
            " something in it has a finalizer whose controller is gone,"
            " or an aggregated API is down so that its objects cannot be listed."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(
                r"unable to create new content in namespace (?P<namespace>\S+) because it is being terminated",
                API,
                rank=15,
            ),
            Pattern(r"namespaces \\*\"(?P<namespace>[^\"\\]+)\\*\" not found", API, rank=20),
            Pattern(
                r"NamespaceDeletion(?:Content|Discovery)Failure|discovery failed for some groups, \d+ failing",
                API,
                rank=30,
            ),
        ),
        examples=(
            Example(
                'Error creating: pods "web" is forbidden: unable to create new content in namespace shop because it'
                " is being terminated",
                "kube-apiserver 1.30",
            ),
            Example('namespaces "shop" not found', "kube-apiserver 1.31"),
        ),
        near_misses=(NearMiss('secret "shop" not found', "config.secret-missing"),),
        next=(
            Advice(N_("What does the namespace wait for?"), "kubectl get namespace {namespace} -o yaml"),
            Advice(N_("Is an aggregated API down?"), "kubectl get apiservices | grep False"),
        ),
        remedies=(
            Advice(
                N_("Mend the API or the controller that the namespace's conditions name, or make the namespace."),
                "kubectl create namespace {namespace}",
                Changes.CLUSTER,
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",),
        no_scenario=N_("controllers keep silent about it: only who creates an object is told"),
    ),
    Cause(
        id="admission.object-invalid",
        title=N_("The object cannot be stored as it is written"),
        explanation=N_(
            "The API server read the object and refused it: a field has a value it may not have, a field that may"
            " never change was changed (a selector, a Job's template, a"
            " StatefulSet's volumes), or somebody else changed the object in between."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(r"field is immutable|updates to statefulset spec for fields other than", API, rank=25),
            Pattern(r"the object has been modified; please apply your changes to the latest version", API, rank=60),
            Pattern(
                r"\S+ \\*\"[^\"\\]+\\*\" is invalid: (?P<field>[^\s:]+): (?P<error>(?:invalid value|required"
                r" value|unsupported value|forbidden|not found|duplicate value|too (?:long|many))[^\n]{0,300})",
                API,
                rank=30,
            ),
        ),
        examples=(
            Example(
                'The Deployment "web" is invalid: spec.selector: Invalid value:'
                ' v1.LabelSelector{MatchLabels:map[string]string{"app":"web2"}}: field is immutable',
                "kube-apiserver 1.30",
            ),
            Example(
                'The Job "migrate" is invalid: spec.template: Invalid value: core.PodTemplateSpec{}: field is'
                " immutable",
                "kube-apiserver 1.27",
            ),
            Example(
                'Error creating: Pod "web-1" is invalid: spec.containers[0].ports[0].containerPort: Invalid value:'
                " 80800: must be between 1 and 65535, inclusive",
                "kube-apiserver 1.29",
            ),
        ),
        near_misses=(
            NearMiss(
                'pods "web" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10',
                "admission.quota",
            ),
        ),
        next=(Advice(N_("What would be changed?"), "kubectl diff -f <file>"),),
        remedies=(
            Advice(
                N_("Correct the field. To change one that is immutable, delete the object and make it again."),
                "kubectl replace --force -f <file>",
                Changes.WORKLOAD,
            ),
        ),
        references=("https://kubernetes.io/docs/reference/using-api/api-concepts/",),
        no_scenario=N_("only who sends such an object is told: nothing in the cluster keeps it"),
    ),
)
