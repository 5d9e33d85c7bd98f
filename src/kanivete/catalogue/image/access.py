"""The registry knows the image, or will not say, and does not let this client have it."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Where
from kanivete.catalogue.image.common import (
    ASK_REGISTRY,
    DESCRIBE,
    IMAGES,
    PRIVATE,
    PULL_ON_NODE,
    SHOW_SECRETS,
    TOKEN_REQUEST,
    containerd,
    containerd_2,
    crio,
    docker,
    pulling,
)
from kanivete.model import Changes, Owner

CREATE_SECRET = Advice(
    N_("Make a pull secret for this registry in the pod's own namespace (Secrets are not shared between namespaces)."),
    "kubectl -n {namespace} create secret docker-registry regcred --docker-server={secret_server} "
    "--docker-username=USER --docker-password=PASSWORD",
    Changes.CLUSTER,
)
ATTACH_SECRET = Advice(
    N_("Name it in the pod template, under imagePullSecrets."),
    "kubectl -n {namespace} edit {workload}",
    Changes.WORKLOAD,
)
RENEW_SECRET = Advice(
    N_("Replace the pull secret's content with credentials that work (try them with a login of your own first)."),
    "kubectl -n {namespace} create secret docker-registry {secret} --docker-server={secret_server} "
    "--docker-username=USER --docker-password=PASSWORD --dry-run=client -o yaml | kubectl apply -f -",
    Changes.CLUSTER,
)

CAUSES = (
    Cause(
        id="image.auth-no-credentials",
        title=N_("{registry} wants credentials for {repository} and was shown none"),
        explanation=N_(
            "The registry answered, so name, network and certificate are right; it asked the runtime to authenticate, "
            "and the runtime had nothing to show. A private image needs a pull secret in the pod's namespace, named by "
            "the pod or its ServiceAccount, whose server is exactly this registry."
        ),
        owner=Owner.ACCESS,
        patterns=(
            pulling(r"authorization failed: no basic auth credentials|no basic auth credentials", 40),
            pulling(
                r"failed to fetch anonymous token: unexpected status" + TOKEN_REQUEST + r": (?P<status>40[0134])\b", 45
            ),
            pulling(r"unauthenticated requests? do(?:es)? not have permission", 40),
            pulling(r": authentication required"),
            pulling(
                r"you may have invalid credentials|Authentication is required|anonymous access is (?:not "
                r"allowed|disabled)"
            ),
            pulling(
                r"(?:requesting bearer token|unable to retrieve auth token): (?:invalid status code from registry "
                r"|received unexpected http status: )?(?P<status>40[13])\b",
                48,
            ),
            pulling(
                r"(?:failed with status code \[[^\]]*\]|unexpected status (?:from \w+ request(?: to)?|code) ?"
                r"\S+|unexpected http status|StatusCode|response status code \S+)[:,]? (?P<status>401)\b",
                55,
            ),
            pulling(r"(?:manifests|blobs)/[^\s\"]+\\*\"?: (?:401 )?unauthorized\b", 60),
            pulling(
                r"(?:reading manifest|daemon|pinging container registry)[^\n]*: unauthorized\s*(?:$|\\*\"|\\n)", 65
            ),
        ),
        rivals=("image.auth-bad-credentials",),
        examples=(
            Example(
                containerd_2(
                    "private.registry.test:5000/team/app:1.0",
                    "pull access denied, repository does not exist or may require authorization: authorization "
                    "failed: no basic auth credentials",
                ),
                "containerd 2.x",
            ),
            Example(
                containerd_2(
                    "tokendeny.registry.test:5008/team/app:1.0",
                    "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to "
                    "https://tokendeny.registry.test:5008/token?scope=repository%3Ateam%2Fapp%3Apull&service=lab: "
                    "401 Unauthorized",
                ),
                "containerd 2.x, token server",
            ),
            Example(
                containerd(
                    "ghcr.io/team/app:1",
                    "failed to authorize: failed to fetch anonymous token: unexpected status: 403 Forbidden",
                ),
                "containerd 1.4, GHCR",
            ),
            Example(
                docker(
                    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
                    "Get https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1: no basic auth "
                    "credentials",
                ),
                "Docker, ECR",
            ),
            Example(
                crio(
                    "shop.azurecr.io/web:1",
                    "reading manifest 1 in shop.azurecr.io/web: unauthorized: authentication required, visit "
                    "https://aka.ms/acr/authorization for more information. CorrelationId: 5bd0",
                ),
                "CRI-O, ACR",
            ),
            Example(
                containerd(
                    "private.registry.test:5000/team/app:1.0",
                    "pulling from host private.registry.test:5000 failed with status code [manifests 1.0]: 401 "
                    "Unauthorized",
                ),
                "containerd 1.6",
            ),
            Example(
                'E1122 10:00:00.123456     912 remote_image.go:180] "PullImage from image service failed" '
                'err="failed to pull and unpack image \\"reg.example/a/b:1\\": failed to resolve reference '
                '\\"reg.example/a/b:1\\": unexpected status from HEAD request to '
                "https://reg.example/v2/a/b/manifests/1: "
                '401 Unauthorized" image="reg.example/a/b:1"',
                "the kubelet's log",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                containerd(
                    "reg.example/unauthorized/401:unauthorized",
                    "pulling from host reg.example failed with status code [manifests unauthorized]: 500 "
                    "Internal Server Error",
                ),
                "image.registry-error",
            ),
            NearMiss('secret "regcred-secret" not found', "config.secret-missing"),
        ),
        next=(SHOW_SECRETS, DESCRIBE, PULL_ON_NODE),
        remedies=(CREATE_SECRET, ATTACH_SECRET),
        references=(PRIVATE, IMAGES),
    ),
    Cause(
        id="image.auth-bad-credentials",
        title=N_("{registry} rejects the credentials it was shown"),
        explanation=N_(
            "The runtime had a user name and a password or token for this registry, and the registry refused them: "
            "changed, mistyped, or revoked. The pod, the node and the network did their part; only the content of the "
            "pull secret is wrong."
        ),
        owner=Owner.ACCESS,
        patterns=(
            pulling(
                r"failed to fetch oauth token: unexpected status" + TOKEN_REQUEST + r": (?P<status>40[0134])\b", 45
            ),
            pulling(r"unable to retrieve auth token: invalid username/password", 42),
            pulling(
                r"(?:incorrect username or password|invalid username or password|HTTP Basic: Access "
                r"denied|bad (?:username|credentials)\b|personal access token (?:is "
                r")?(?:invalid|expired)|wrong username or password)",
                42,
            ),
            pulling(r"AADSTS(?:7000215|700016|7000229|50126|90002)\b", 40),
        ),
        examples=(
            Example(
                containerd(
                    "reg.example/a/b:1",
                    "failed to authorize: failed to fetch oauth token: unexpected status from GET request to "
                    "https://auth.example/token?scope=repository%3Aa%2Fb%3Apull&service=reg: 401 Unauthorized",
                ),
                "containerd 1.7",
            ),
            Example(
                crio(
                    "quay.io/a/b:1",
                    "unable to retrieve auth token: invalid username/password: unauthorized: Invalid Username or "
                    "Password",
                ),
                "CRI-O, quay.io",
            ),
            Example(
                docker(
                    "docker.io/team/app:1",
                    'Head "https://registry-1.docker.io/v2/team/app/manifests/1": unauthorized: incorrect '
                    "username or password",
                ),
                "Docker, Docker Hub",
            ),
            Example(
                docker(
                    "registry.gitlab.com/team/app:1",
                    'Head "https://registry.gitlab.com/v2/team/app/manifests/1": unauthorized: HTTP Basic: '
                    "Access denied",
                ),
                "Docker, GitLab",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd(
                    "reg.example/a/b:1",
                    'failed to authorize: failed to fetch oauth token: Post "https://auth.example/token": dial tcp '
                    "192.0.2.7:443: i/o timeout",
                ),
                "image.network-timeout",
            ),
            NearMiss(
                containerd(
                    "reg.example/a/b:1",
                    "failed to authorize: failed to fetch oauth token: unexpected status from GET request to "
                    "https://auth.example/token: 503 Service Unavailable",
                ),
                "image.registry-error",
            ),
        ),
        next=(
            Advice(
                N_("See for which registries the secret holds credentials (names only, no passwords)."),
                "kubectl -n {namespace} get secret {secret} -o json | jq -r '.data[\".dockerconfigjson\"]' | "
                "base64 -d | jq '.auths | keys'",
            ),
            SHOW_SECRETS,
            DESCRIBE,
        ),
        remedies=(RENEW_SECRET,),
        references=(PRIVATE,),
    ),
    Cause(
        id="image.auth-forbidden",
        title=N_("{registry} does not allow {repository} to be pulled by this client"),
        explanation=N_(
            "403 is not 401: the registry understood the request and refuses it. The account lacks the right to pull "
            "this repository, or a rule of the registry (a policy, a quarantine, a web firewall in front "
            "of it) says no."
        ),
        owner=Owner.ACCESS,
        patterns=(
            pulling(r"is not authorized to perform: (?P<permission>ecr[\w-]*:\w+)", 40),
            pulling(
                r"denied: access forbidden|client does not have permission|insufficient permissions|not have "
                r"(?:the )?(?:needed |required )?permissions?\b(?: to (?:access|perform|pull))?",
                52,
                unless="unauthenticated request|invalid credentials",
            ),
            pulling(
                r"(?:failed with status code \[[^\]]*\]|unexpected status (?:from \w+ request(?: to)?|code) ?"
                r"\S+|unexpected http status|StatusCode|status code)[:,]? (?P<status>403)\b",
                55,
            ),
            pulling(r"(?:manifests|blobs)/[^\s\"]+\\*\"?: 403 forbidden", 60),
        ),
        examples=(
            Example(
                containerd_2(
                    "forbidden.registry.test:5007/team/app:1.0",
                    "unexpected status from HEAD request to "
                    "https://forbidden.registry.test:5007/v2/team/app/manifests/1.0: "
                    "403 Forbidden\ndenied",
                ),
                "containerd 2.x",
            ),
            Example(
                docker(
                    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
                    "denied: User: arn:aws:sts::123456789012:assumed-role/node/i-0 is not authorized to perform: "
                    "ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:123456789012:repository/app because no "
                    "identity-based policy allows the ecr:BatchGetImage action",
                ),
                "Docker, ECR",
            ),
            Example(
                crio(
                    "registry.gitlab.com/team/app:1",
                    "reading manifest 1 in registry.gitlab.com/team/app: denied: access forbidden",
                ),
                "CRI-O, GitLab",
            ),
            Example(
                docker("art.example.com/docker/app:1", "unknown: The client does not have permission for manifest"),
                "Docker, Artifactory",
            ),
            Example(
                containerd(
                    "reg.example/a/b:1",
                    "pulling from host reg.example failed with status code [manifests 1]: 403 Forbidden",
                ),
                "containerd 1.6",
            ),
        ),
        near_misses=(
            NearMiss(
                docker(
                    "shop.azurecr.io/web:1",
                    "Head \"https://shop.azurecr.io/v2/web/manifests/1\": denied: client with IP '203.0.113.7' "
                    "is not allowed access. Refer https://aka.ms/acr/firewall to grant access.",
                ),
                "image.registry-firewall",
            ),
            NearMiss(
                'pods "web-0" is forbidden: User "jane" cannot get resource "pods" in API group "" in the '
                'namespace "shop"',
                "admission.rbac-forbidden",
            ),
        ),
        next=(
            Advice(
                N_("A HEAD request carries no reason: repeat it as GET, the answer's body says why."),
                "curl -s https://{endpoint}/v2/{path}/manifests/{tag}",
            ),
            DESCRIBE,
            PULL_ON_NODE,
        ),
        remedies=(
            Advice(
                N_("Give the account of the pull secret (or the node's own identity) the right to read the repository.")
            ),
        ),
        references=(PRIVATE, IMAGES),
    ),
    Cause(
        id="image.auth-scheme",
        title=N_("{registry} asks for a way to authenticate that the runtime does not know"),
        explanation=N_(
            "Runtimes speak Basic and Bearer. The answer asked for something else (Negotiate, NTLM, a "
            "login page), which "
            "usually means that a proxy or single sign-on stands in front of the registry."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(
                r"failed to find supported auth scheme|no supported auth(?:entication)? scheme|unsupported auth scheme",
                48,
            ),
        ),
        rivals=("image.auth-malformed-secret", "image.network-proxy"),
        examples=(
            Example(
                containerd(
                    "reg.example/a/b:1", "failed to authorize: failed to find supported auth scheme: not implemented"
                ),
                "containerd 1.x",
            ),
            Example(
                containerd_2("nexus.example:8443/b:1", "failed to find supported auth scheme: not implemented"),
                "containerd 2.x",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd_2("reg.example/auth-scheme:1", "reg.example/auth-scheme:1: not found"), "image.tag-not-found"
            ),
        ),
        next=(
            Advice(N_("See what it asks for."), "curl -si https://{endpoint}/v2/ | grep -i www-authenticate"),
            ASK_REGISTRY,
        ),
        remedies=(Advice(N_("Let the paths below /v2/ reach the registry itself, without the login page.")),),
        references=(IMAGES,),
        no_scenario=N_("is only said by some versions of the runtimes: the others name the refusal alone"),
    ),
)
