"""The image's name: what it asks for does not exist, or is no name at all."""

from kanivete.catalogue.entry import KUBELET, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.image.common import (
    DESCRIBE,
    IMAGES,
    QUOTE,
    READ_EVENTS,
    containerd,
    containerd_2,
    crio,
    docker,
    head,
    pulling,
)
from kanivete.model import Changes, Owner

EDIT = Advice(
    N_("Correct the image in the pod template (or push the image that it names)."),
    "kubectl -n {namespace} edit {workload}",
    Changes.WORKLOAD,
)
LIST_TAGS = Advice(N_("List the tags that exist."), "skopeo list-tags docker://{repository}")
DIGEST = "sha256:" + "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
_RESOLVE = r"failed to resolve (?:reference " + QUOTE + r"[^\s\"\\]*" + QUOTE + r"|image): "

CAUSES = (
    Cause(
        id="image.tag-not-found",
        title=N_("The tag {tag} of {repository} does not exist"),
        explanation=N_(
            "The registry was reached, let the runtime ask, and has no image of that tag: Kubernetes, the node and the "
            "network did their part. It is a typing error, a tag that was never pushed, or one that was removed. Some "
            "registries say the same for a repository that does not exist."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            pulling(_RESOLVE + r"(?P<image>(?P<repository>[^\s\"\\@]+?)(?::(?P<tag>[\w][\w.-]*))?): not found", 55),
            pulling(r"manifest for (?P<repository>[^\s@]+?)(?::(?P<tag>[\w.-]+))? not found", 52),
            pulling(
                r"reading manifest (?P<tag>[\w][\w.-]*) in (?P<repository>[^\s:]+(?::\d+/[^\s:]+)?): "
                r"[^\n]{0,80}?manifest unknown",
                54,
                unless=r"reading manifest sha256:",
            ),
            pulling(r"manifest[ _]unknown|(?:the )?named manifest is not known", 58),
            pulling(r"manifest tagged by \\*\"(?P<tag>[^\s\"\\]+)\\*\" is not found", 52),
            pulling(
                r"Requested image not found|Tag (?P<tag>\S+) (?:was deleted or has expired|not found in repository)"
                r"|Error: image \S+ not found|artifact "
                r"(?P<repository>[^\s:]+):(?P<tag>[\w.-]+) not found",
                52,
            ),
            pulling(
                r"manifests/(?P<tag>[\w][\w.-]*)(?:\?\S*)?: 404 not found|failed with status code \[manifests "
                r"(?P<ref>[\w.-]+)\]: 404",
                60,
            ),
            pulling(
                r"(?:Failed to pull image|pull and unpack image) "
                r"\\*\"(?P<repository>[^\s\"\\@]+?):(?P<tag>[\w][\w.-]*)\\*\": [^\"\n]{0,80}: not found",
                72,
            ),
            # The message is cut off in its last name; containerd's verdict stands before it.
            pulling(
                r"code = NotFound desc = failed to pull and unpack image[^\n]{1,900}failed to resolve reference", 75
            ),
        ),
        rivals=("image.repository-not-found",),
        examples=(
            Example(
                containerd("docker.io/library/alpine:vraus", "docker.io/library/alpine:vraus: not found", "NotFound"),
                "containerd 1.6, Docker Hub",
            ),
            Example(
                containerd_2("docker.io/library/alpine:vraus", "docker.io/library/alpine:vraus: not found"),
                "containerd 2.x, Docker Hub",
            ),
            Example(
                docker(
                    "team/leader:v1.0-rc9",
                    "manifest for team/leader:v1.0-rc9 not found: manifest unknown: manifest unknown",
                ),
                "Docker, Docker Hub",
            ),
            Example(crio("quay.io/a/b:9", "reading manifest 9 in quay.io/a/b: manifest unknown"), "CRI-O, quay.io"),
            Example(
                docker(
                    "shop.azurecr.io/web:v3",
                    'manifest for shop.azurecr.io/web:v3 not found: manifest unknown: manifest tagged by "v3" is '
                    "not found",
                ),
                "Docker, ACR",
            ),
            Example(
                crio(
                    "quay.io/a/b:old",
                    "reading manifest old in quay.io/a/b: unknown: Tag old was deleted or has expired. To pull, "
                    "revive via time machine",
                ),
                "CRI-O, quay.io",
            ),
            Example(
                docker(
                    "art.example.com/docker/app:1", "manifest unknown: The named manifest is not known to the registry."
                ),
                "Docker, Artifactory",
            ),
            Example(
                'E1122 10:00:00.123456     912 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to '
                '\\"StartContainer\\" for \\"app\\" with ImagePullBackOff: \\"Back-off pulling image '
                '\\\\\\"reg/a:9\\\\\\": '
                "ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "
                '\\\\\\"reg/a:9\\\\\\": '
                'failed to resolve reference \\\\\\"reg/a:9\\\\\\": reg/a:9: not found\\"" pod="shop/web-0"',
                "the kubelet's log",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss(
                'Failed to pull image "labtest/arm64only:latest": rpc error: code = NotFound desc = failed to pull and '
                'unpack image "docker.io/labtest/arm64only:latest": no match for platform in manifest: not found',
                "image.platform",
            ),
            NearMiss('configmap "manifest-unknown" not found', "config.configmap-missing"),
            NearMiss(
                containerd(
                    "reg.exampel/a:1",
                    head("reg.exampel", "a", "1", "dial tcp: lookup reg.exampel on 10.0.0.2:53: no such host"),
                ),
                "image.dns-name",
            ),
        ),
        next=(LIST_TAGS, DESCRIBE),
        remedies=(EDIT,),
        references=(IMAGES,),
    ),
    Cause(
        id="image.digest-not-found",
        title=N_("The registry has no image with the digest {digest}"),
        explanation=N_(
            "The image is pinned by digest and the registry no longer (or not yet) has that content in "
            "this repository: "
            "cleaned up after its tag moved, not copied to this registry, or copied from elsewhere under "
            "another digest."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            pulling(_RESOLVE + r"(?P<repository>[^\s\"\\@]+)@(?P<digest>sha256:[0-9a-f]+): not found", 50),
            pulling(r"manifest for (?P<repository>[^\s@]+)@(?P<digest>sha256:[0-9a-f]+) not found", 50),
            pulling(
                r"reading manifest (?P<digest>sha256:[0-9a-f]+) in (?P<repository>\S+): [^\n]{0,80}?manifest unknown",
                50,
            ),
            pulling(
                r"manifests/(?P<digest>sha256:[0-9a-f]+)\S*: 404 not found|failed with status code "
                r"\[manifests sha256:(?P<hash>[0-9a-f]+)\]: 404",
                52,
            ),
        ),
        examples=(
            Example(
                containerd(f"reg.example/a/b@{DIGEST}", f"reg.example/a/b@{DIGEST}: not found", "NotFound"),
                "containerd 1.x",
            ),
            Example(
                crio(f"quay.io/a/b@{DIGEST}", f"reading manifest {DIGEST} in quay.io/a/b: manifest unknown"),
                "CRI-O, quay.io",
            ),
            Example(
                docker(
                    f"team/app@{DIGEST}",
                    f"manifest for team/app@{DIGEST} not found: manifest unknown: manifest unknown",
                ),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss(
                f'Failed to pull image "reg.example/a/b@{DIGEST}": failed to pull and unpack image '
                f'"reg.example/a/b@{DIGEST}": '
                f"no match for platform in manifest {DIGEST}: not found",
                "image.platform",
            ),
        ),
        next=(
            Advice(
                N_("See which digest a tag of the repository has today."),
                "skopeo inspect docker://{repository}",
            ),
            DESCRIBE,
        ),
        remedies=(EDIT,),
        references=(IMAGES,),
    ),
    Cause(
        id="image.repository-not-found",
        title=N_("{registry} has no repository {repository}"),
        explanation=N_(
            "The registry was reached and says in so many words that it does not know this repository "
            "(or its project): "
            "not a missing tag, and not a missing permission. Look for a typing error, a missing path element, or the "
            "wrong registry."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            pulling(r"repository name not known to registry|name[ _]unknown", 50),
            pulling(
                r"repository with name '(?P<repository>[^']+)' in (?:the )?registry with id '[^']+' does not exist", 45
            ),
            pulling(r"Project '(?:project:)?(?P<project>[^']+)' not found or deleted", 45),
            pulling(r"(?:project|repository) \\*\"?(?P<repository>[\w./:-]+)\\*\"? not found", 55),
            pulling(r"unexpected http status: 404|StatusCode: 404\b|invalid status code from registry 404", 62),
        ),
        examples=(
            Example(
                crio(
                    "registry.example.com/shop/wbe:1",
                    "reading manifest 1 in registry.example.com/shop/wbe: name unknown: repository name not "
                    "known to registry",
                ),
                "CRI-O",
            ),
            Example(
                docker(
                    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/wbe:1",
                    "repository with name 'wbe' in registry with id '123456789012' does not exist",
                ),
                "Docker, ECR",
            ),
            Example(
                crio(
                    "gcr.io/gone/app:1",
                    "reading manifest 1 in gcr.io/gone/app: denied: Project 'project:gone' not found or deleted.",
                ),
                "CRI-O, GCR",
            ),
            Example(
                crio(
                    "harbor.example.com/shpo/web:1",
                    "reading manifest 1 in harbor.example.com/shpo/web: unknown: project shpo not found",
                ),
                "CRI-O, Harbor",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd(
                    "docker.io/x/y:1",
                    "pull access denied, repository does not exist or may require authorization: server message: "
                    "insufficient_scope: authorization failed",
                ),
                "image.denied-or-missing",
            ),
            NearMiss(
                crio(
                    "reg.exampel/a/b:1",
                    'pinging container registry reg.exampel: Get "https://reg.exampel/v2/": dial tcp: lookup '
                    "reg.exampel on 10.0.0.2:53: no such host",
                ),
                "image.dns-name",
            ),
        ),
        next=(LIST_TAGS, DESCRIBE),
        remedies=(EDIT,),
        references=(IMAGES,),
    ),
    Cause(
        id="image.name-invalid",
        title=N_("“{image}” is not a valid image name"),
        explanation=N_(
            "The name cannot be parsed, so nothing was asked of any registry. A name is lower case: "
            "`host[:port]/path:tag` "
            "or `…@sha256:…`, with no scheme (`https://`), no blanks, and no variable left unfilled by a "
            "template. CRI-O "
            "also refuses a short name when no registry to search is configured on the node."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("InvalidImageName",),
        patterns=(
            Pattern(r"couldn't parse image (?:name|reference) " + QUOTE + r"(?P<image>[^\"\\]*)" + QUOTE, KUBELET, 40),
            Pattern(r"Failed to apply default image tag|InvalidImageName", KUBELET, 45),
            pulling(
                r"failed to parse image reference|parse image name|invalid reference format|invalid tag format", 45
            ),
            pulling(r"repository name (?:\([^)\s]*\) )?must be (?:lowercase|canonical)", 42),
            Pattern(
                r"short-name "
                + QUOTE
                + r"(?P<image>[^\"\\]+)"
                + QUOTE
                + r" did not resolve to an alias|short-name resolution enforced|short name mode is enforc(?:ing|ed)",
                KUBELET,
                40,
            ),
        ),
        examples=(
            Example(
                'Failed to apply default image tag "Alpine:latest": couldn\'t parse image name '
                '"Alpine:latest": invalid '
                "reference format: repository name (library/Alpine) must be lowercase",
                "kubelet 1.36",
                Where.CONTAINER_STATUS,
            ),
            Example(
                'Failed to apply default image tag "https://reg.example/a:1": couldn\'t parse image '
                'reference "https://reg.example/a:1": invalid reference format',
                "kubelet 1.2x",
            ),
            Example("Error: InvalidImageName", "kubelet"),
            Example(docker("Team/App:1", "invalid reference format: repository name must be lowercase"), "Docker"),
            Example(
                'Failed to inspect image "nginx:1": rpc error: code = Unknown desc = short-name "nginx:1" '
                "did not resolve "
                'to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss('invalid reference format in configuration key "image"'),
            NearMiss(
                containerd_2("reg.example/must-be-lowercase:1", "reg.example/must-be-lowercase:1: not found"),
                "image.tag-not-found",
            ),
        ),
        next=(
            Advice(
                N_("See the name as the cluster has it, blanks and all."),
                "kubectl -n {namespace} get pod {pod} -o yaml | grep -n image:",
            ),
            READ_EVENTS,
        ),
        remedies=(EDIT,),
        references=(IMAGES,),
    ),
    Cause(
        id="image.never-pull",
        title=N_("{image} is not on node {node}, and the pod forbids pulling it"),
        explanation=N_(
            "With imagePullPolicy Never the kubelet uses what is on the node and asks no registry. The "
            "image is not there, "
            "or was removed by the kubelet's image clean-up, or stands there under another name."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("ErrImageNeverPull",),
        patterns=(Pattern(r"is not present with pull policy of Never|ErrImageNeverPull", KUBELET, 40),),
        examples=(
            Example(
                'Container image "debian:bookworm-slim" is not present with pull policy of Never',
                "kubelet",
                Where.CONTAINER_STATUS,
            ),
            Example("Error: ErrImageNeverPull", "kubelet"),
        ),
        near_misses=(
            NearMiss('Container image "debian:never" already present on machine'),
            NearMiss(
                'Container image "debian:bookworm-slim" is present with pull policy of Never',
                where=Where.CONTAINER_STATUS,
            ),
        ),
        next=(Advice(N_("On the node {node}, list the images it has."), "crictl images"), READ_EVENTS),
        remedies=(
            Advice(
                N_("Let the kubelet pull it: set imagePullPolicy to IfNotPresent."),
                "kubectl -n {namespace} edit {workload}",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("Or put it on every node the pod may run on."), "ctr -n k8s.io images import image.tar", Changes.NODE
            ),
        ),
        references=("https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",),
    ),
)
