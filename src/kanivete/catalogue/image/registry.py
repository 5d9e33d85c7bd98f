"""The registry answered, and its answer was no: load, trouble of its own, or whom it lets in."""

from kanivete.catalogue.entry import KUBELET, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.image.common import (
    ASK_REGISTRY,
    DESCRIBE,
    IMAGES,
    PRIVATE,
    PULL_ON_NODE,
    containerd,
    containerd_2,
    crio,
    docker,
    pulling,
)
from kanivete.catalogue.image.reference import DIGEST
from kanivete.model import Changes, Owner

_STATUS = (
    r"(?:failed with status code \[[^\]]*\]: |unexpected status (?:from \w+ request to |code )\S+: "
    r"|unexpected status(?: from \w+ request)?: |received unexpected http status: |StatusCode: |status code: "
    r"|invalid status code from registry )"
)

CAUSES = (
    Cause(
        id="image.rate-limited",
        title=N_("{registry} limits the rate of requests from this address for now"),
        explanation=N_(
            "The registry limits how many pulls one address or account may make in a while, and the "
            "limit is used up. All nodes behind "
            "one NAT address share the anonymous limit of Docker Hub, so somebody else's pulls count as "
            "well. It passes by itself; "
            "credentials, a mirror or a cache keep it from coming back."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(r"(?:^|: |\s|\\n)toomanyrequests: ", 35),
            pulling(r"429 too many requests|too many requests to registry|" + _STATUS + r"429\b", 38),
            pulling(
                r"reached your (?:unauthenticated )?pull rate limit|pull rate limit|: (?:Rate|Data limit) exceeded", 38
            ),
        ),
        examples=(
            Example(
                'Failed to pull image "ratelimit.registry.test:5004/team/limited:latest": failed to pull and '
                "unpack image "
                '"ratelimit.registry.test:5004/team/limited:latest": failed to copy: httpReadSeeker: failed '
                "open: unexpected status "
                f"from GET request to "
                f"https://ratelimit.registry.test:5004/v2/team/limited/manifests/{DIGEST}: 429 Too Many Requests\n"
                "toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit",
                "containerd 2.x",
            ),
            Example(
                'Failed to pull image "busybox": rpc error: code = Unknown desc = Error reading manifest latest in '
                "docker.io/library/busybox: toomanyrequests: You have reached your pull rate limit. You may "
                "increase the limit by "
                "authenticating and upgrading: https://www.docker.com/increase-rate-limit",
                "CRI-O, Docker Hub",
            ),
            Example(docker("public.ecr.aws/a/b:1", "toomanyrequests: Rate exceeded"), "Docker, ECR Public"),
            Example(
                crio("docker.io/a/b:1", "reading manifest 1 in docker.io/a/b: too many requests to registry"), "CRI-O"
            ),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/toomanyrequests:429", "reg.example/toomanyrequests:429: not found", "NotFound"),
                "image.tag-not-found",
            ),
            NearMiss('Failed to pull image "reg.example/a:1": pull QPS exceeded', "image.kubelet-rate-limited"),
        ),
        next=(
            Advice(
                N_("On the node {node}, ask how much is left (Docker Hub says so in the answer's headers)."),
                "curl -sI https://{endpoint}/v2/{path}/manifests/{tag} | grep -i ratelimit",
            ),
            DESCRIBE,
        ),
        remedies=(
            Advice(
                N_("Pull with an account, whose limit is higher and your own."),
                "kubectl -n {namespace} create secret docker-registry regcred --docker-server={secret_server} "
                "--docker-username=USER --docker-password=PASSWORD",
                Changes.CLUSTER,
            ),
            Advice(N_("For good: put a pull-through cache between the nodes and {registry}.")),
        ),
        references=(PRIVATE, "https://docs.docker.com/docker-hub/usage/"),
    ),
    Cause(
        id="image.kubelet-rate-limited",
        title=N_("The kubelet of node {node} pulls no more images this second"),
        explanation=N_(
            "The kubelet limits itself to registryPullQPS pulls a second (5, with a burst of 10). Many "
            "pods started at once on one node "
            "run into it; the pulls are tried again and succeed. No registry said anything."
        ),
        owner=Owner.NODE,
        patterns=(Pattern(r"pull QPS exceeded", KUBELET, 35),),
        examples=(
            Example('Failed to pull image "reg.example/a:1": pull QPS exceeded', "kubelet"),
            Example("pull QPS exceeded", "kubelet", Where.CONTAINER_STATUS),
        ),
        near_misses=(NearMiss(docker("public.ecr.aws/a/b:1", "toomanyrequests: Rate exceeded"), "image.rate-limited"),),
        next=(DESCRIBE,),
        remedies=(
            Advice(N_("If it happens often, raise registryPullQPS and registryBurst in the kubelet's configuration.")),
        ),
        references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
        no_scenario=N_("depends on how fast a node pulls: only many pulls in a second are refused"),
    ),
    Cause(
        id="image.registry-error",
        title=N_("{registry} answers with an error of its own ({status})"),
        explanation=N_(
            "The registry was reached and failed to do its work: an answer of the 5xx family comes from "
            "the registry, its storage, or "
            "the load balancer before it. The image's name and the credentials have not been judged yet."
        ),
        owner=Owner.REGISTRY,
        reasons=("RegistryUnavailable",),
        patterns=(
            pulling(_STATUS + r"(?P<status>5\d\d(?: [A-Z][\w-]+(?: [A-Z][\w-]+){0,3})?)", 50),
            pulling(
                r"(?P<status>500 Internal Server Error|502 Bad Gateway|503 Service (?:Temporarily "
                r")?Unavailable|504 Gateway Time-?out|52\d <none>)",
                50,
            ),
            pulling(r"because the registry is unavailable|RegistryUnavailable", 58),
            pulling(r"unknown: http: proxy error: ", 45),
            pulling(_STATUS + r"(?P<status>4(?:0[0256789]|[1-9]\d)(?: [A-Z][\w-]+(?: [A-Z][\w-]+){0,3})?)", 70),
        ),
        examples=(
            Example(
                containerd(
                    "broken.registry.test:5005/library/alpine:latest",
                    "pulling from host broken.registry.test:5005 failed with status code [manifests latest]: 500 "
                    "Internal Server Error",
                ),
                "containerd 1.6",
            ),
            Example(
                containerd_2(
                    "reg.example/a/b:1",
                    "unexpected status from HEAD request to https://reg.example/v2/a/b/manifests/1: 503 Service "
                    "Unavailable",
                ),
                "containerd 2.x",
            ),
            Example(
                crio(
                    "quay.io/a/b:1",
                    "reading manifest 1 in quay.io/a/b: received unexpected HTTP status: 502 Bad Gateway",
                ),
                "CRI-O, quay.io",
            ),
            Example(docker("team/app:1", "received unexpected HTTP status: 500 Internal Server Error"), "Docker"),
            Example(
                "image pull failed for reg.example/a/b:1 because the registry is unavailable: initializing "
                "source docker://reg.example/a/b:1: pinging container registry reg.example: received "
                "unexpected HTTP status: 503 Service Unavailable",
                "kubelet with CRI-O",
                Where.CONTAINER_STATUS,
            ),
        ),
        near_misses=(
            NearMiss("Readiness probe failed: HTTP probe failed with statuscode: 503", "probe.readiness"),
            NearMiss(
                containerd("reg.example/503:500", "reg.example/503:500: not found", "NotFound"), "image.tag-not-found"
            ),
        ),
        next=(ASK_REGISTRY, PULL_ON_NODE, DESCRIBE),
        remedies=(
            Advice(
                N_(
                    "Look into the registry's own log (and its storage's): the kubelet tries again by itself "
                    "once it is well."
                )
            ),
        ),
        references=(IMAGES,),
    ),
    Cause(
        id="image.registry-firewall",
        title=N_("{registry} does not let the address {address} in"),
        explanation=N_(
            "The registry has a list of networks that may come, and the address the nodes show to the "
            "outside is not on it. That is no "
            "matter of credentials: the best password changes nothing."
        ),
        owner=Owner.ACCESS,
        patterns=(
            pulling(r"client with IP \\*['\"](?P<address>[^'\"\\]+)\\*['\"] is not allowed access", 35),
            pulling(
                r"IP allow list enabled|IP address (?P<address>[0-9a-f.:]+) is not permitted|not permitted to "
                r"access this resource",
                38,
            ),
        ),
        examples=(
            Example(
                docker(
                    "shop.azurecr.io/web:1",
                    "Head \"https://shop.azurecr.io/v2/web/manifests/1\": denied: client with IP '203.0.113.7' "
                    "is not allowed access. Refer https://aka.ms/acr/firewall to grant access.",
                ),
                "Docker, ACR",
            ),
            Example(
                crio(
                    "shop.azurecr.io/web:1",
                    "reading manifest 1 in shop.azurecr.io/web: denied: client with IP '203.0.113.7' is not "
                    "allowed access. Refer https://aka.ms/acr/firewall to grant access.",
                ),
                "CRI-O, ACR",
            ),
        ),
        near_misses=(
            NearMiss(
                crio(
                    "shop.azurecr.io/web:1",
                    "reading manifest 1 in shop.azurecr.io/web: unauthorized: authentication required, visit "
                    "https://aka.ms/acr/authorization for more information.",
                ),
                "image.auth-no-credentials",
            ),
        ),
        next=(
            Advice(
                N_("From the node {node}, see which address the outside sees."), "curl -s https://checkip.amazonaws.com"
            ),
            DESCRIBE,
        ),
        remedies=(Advice(N_("Let the registry admit {address}, or reach it over a private endpoint.")),),
        references=("https://aka.ms/acr/firewall",),
        no_scenario=N_("needs a cloud registry with a list of networks"),
    ),
)
