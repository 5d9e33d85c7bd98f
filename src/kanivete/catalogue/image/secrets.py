"""What the pod brings to show to the registry, and what is wrong with it."""

from kanivete.catalogue.entry import KUBELET, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.image.access import ATTACH_SECRET, CREATE_SECRET, RENEW_SECRET
from kanivete.catalogue.image.common import (
    DESCRIBE,
    IMAGES,
    PRIVATE,
    SHOW_SECRETS,
    containerd,
    containerd_2,
    crio,
    docker,
    head,
    pulling,
)
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="image.auth-token-expired",
        title=N_("The credentials for {registry} have expired"),
        explanation=N_(
            "The registry was shown a token that was good once. Tokens of ECR live for twelve hours, those of other "
            "clouds not much longer: a token stored in a pull secret works on the day it is made and "
            "fails on the next. "
            "A credential provider on the node, or something that renews the secret, is what lasts."
        ),
        owner=Owner.ACCESS,
        patterns=(
            pulling(r"authorization token has expired", 38),
            pulling(
                r"ExpiredToken|security token included in the request is expired|token (?:is|has) "
                r"expired|expired token",
                40,
            ),
            pulling(r"AADSTS(?:7000222|700082|70043|50173)\b", 38),
            pulling(r"server message: invalid_token: authorization failed"),
        ),
        rivals=("image.auth-bad-credentials",),
        examples=(
            Example(
                docker(
                    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
                    "denied: Your authorization token has expired. Reauthenticate and try again.",
                ),
                "Docker, ECR",
            ),
            Example(
                crio(
                    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
                    "reading manifest 1 in 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app: denied: Your "
                    "authorization token has expired. Reauthenticate and try again.",
                ),
                "CRI-O, ECR",
            ),
            Example(
                containerd(
                    "reg.example/a/b:1",
                    "pull access denied, repository does not exist or may require authorization: server message: "
                    "invalid_token: authorization failed",
                ),
                "containerd",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd(
                    "reg.example/a/b:1",
                    head(
                        "reg.example",
                        "a/b",
                        "1",
                        "x509: certificate has expired or is not yet valid: current time 2026-11-22T10:00:00Z is "
                        "after 2026-11-21T00:00:00Z",
                    ),
                ),
                "image.tls-expired",
            ),
        ),
        next=(SHOW_SECRETS, DESCRIBE),
        remedies=(
            RENEW_SECRET,
            Advice(
                N_(
                    "For good: let the kubelet fetch credentials itself, with the cloud's credential provider on "
                    "every node."
                )
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/", PRIVATE),
        no_scenario=N_("needs a cloud registry whose tokens expire"),
    ),
    Cause(
        id="image.auth-malformed-secret",
        title=N_("The pull secret for {registry} cannot be read as credentials"),
        explanation=N_(
            "The runtime was handed an entry for this registry that holds no usable user name and password: `auth` has "
            "to be base64 of `user:password`. A secret written by hand, encoded twice, or with a stray "
            "line end does this; "
            "`kubectl create secret docker-registry` never does."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            Pattern(r"unable to parse auth field, must be formatted as base64", KUBELET, 40),
            pulling(r"invalid decoded auth", 40),
            pulling(r"failed to handle basic auth because missing username or secret", 40),
            pulling(r"illegal base64 data at input byte \d+", 40),
            pulling(
                r"(?:unable to parse|failed to parse|error parsing|couldn't "
                r"parse)[^\n]{0,60}(?:dockerconfigjson|docker ?config|auth(?:entication)? (?:file|config))",
                40,
            ),
        ),
        examples=(
            Example(
                "Error: unable to parse auth field, must be formatted as base64(username:password)",
                "the kubelet 1.36, which gives it as the waiting reason too",
            ),
            Example(
                containerd("reg.example/a/b:1", 'failed to parse auth config: invalid decoded auth: "user"'),
                "containerd",
            ),
            Example(
                containerd_2("reg.example/a/b:1", "failed to handle basic auth because missing username or secret"),
                "containerd 2.x",
            ),
            Example(
                'Failed to pull image "reg.example/a/b:1": rpc error: code = Unknown desc = illegal base64 '
                "data at input byte 8",
                "containerd 1.x",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/a/invalid-auth:1", "reg.example/a/invalid-auth:1: not found", "NotFound"),
                "image.tag-not-found",
            ),
        ),
        next=(
            SHOW_SECRETS,
            Advice(
                N_("See how the secret is typed and how long its entry is (no content is shown)."),
                "kubectl -n {namespace} describe secret {secret}",
            ),
        ),
        remedies=(RENEW_SECRET,),
        references=(PRIVATE,),
    ),
    Cause(
        id="image.pull-secret-missing",
        title=N_("The pull secret {secret} does not exist in namespace {namespace}"),
        explanation=N_(
            "The pod names a pull secret that the kubelet could not find in the pod's namespace, so it tried the pull "
            "without. For a private image that ends in a refusal that reads like wrong credentials; the "
            "credentials were "
            "never there. Secrets are not shared between namespaces."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("FailedToRetrieveImagePullSecret",),
        patterns=(Pattern(r"Unable to retrieve some image pull secrets \((?P<secret>[^)]{1,900})\)", KUBELET, 30),),
        examples=(
            Example(
                "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
                "kubelet 1.2x",
            ),
            Example(
                "Unable to retrieve some image pull secrets (acr-secret, quay-robot); attempting to pull the "
                "image may not succeed.",
                "kubelet, two secrets",
            ),
            Example(
                'I1122 10:00:00.123456     912 event.go:389] "Event occurred" object="shop/web-0" '
                'fieldPath="" kind="Pod" '
                'apiVersion="v1" type="Warning" reason="FailedToRetrieveImagePullSecret" message="Unable to '
                "retrieve some "
                'image pull secrets (regcred); attempting to pull the image may not succeed."',
                "the kubelet's log",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss('secret "image-pull-secrets" not found', "config.secret-missing"),
            NearMiss('Back-off pulling image "reg.example/pull-secrets:1"'),
        ),
        next=(
            SHOW_SECRETS,
            Advice(
                N_("List the pull secrets that exist."),
                "kubectl -n {namespace} get secrets --field-selector type=kubernetes.io/dockerconfigjson",
            ),
        ),
        remedies=(
            Advice(
                N_("Make it, in this namespace."),
                "kubectl -n {namespace} create secret docker-registry {secret} --docker-server={secret_server} "
                "--docker-username=USER --docker-password=PASSWORD",
                Changes.CLUSTER,
            ),
        ),
        references=(PRIVATE,),
    ),
    Cause(
        id="image.pull-secret-other-host",
        title=N_("No pull secret of the pod is for {registry}"),
        explanation=N_(
            "The pod has pull secrets and they exist, yet the runtime had nothing to show to this "
            "registry: a pull secret "
            "serves only the server written in it. `docker.io` and `registry.example.com` differ from "
            "`registry.example.com:5000`, and a path in the server has to be a prefix of the image's."
        ),
        owner=Owner.CONFIGURATION,
        next=(
            SHOW_SECRETS,
            Advice(
                N_("See for which registries the secret holds credentials (names only, no passwords)."),
                "kubectl -n {namespace} get secret {secret} -o json | jq -r '.data[\".dockerconfigjson\"]' | "
                "base64 -d | jq '.auths | keys'",
            ),
        ),
        remedies=(CREATE_SECRET, ATTACH_SECRET),
        references=(PRIVATE, IMAGES),
    ),
)
