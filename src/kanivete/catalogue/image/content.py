"""The registry has the name, and what it holds under it cannot be used."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Where
from kanivete.catalogue.image.common import (
    DESCRIBE,
    IMAGES,
    PULL_ON_NODE,
    containerd,
    containerd_2,
    crio,
    docker,
    pulling,
)
from kanivete.catalogue.image.reference import DIGEST, EDIT
from kanivete.model import Changes, Owner

_INSPECT = Advice(N_("See what the registry holds under that name."), "skopeo inspect --raw docker://{image}")
_PUSH_AGAIN = Advice(N_("Push the image again from where it was built (or copy it again to the mirror)."))

CAUSES = (
    Cause(
        id="image.platform",
        title=N_("{image} exists, but not for the platform of node {node}"),
        explanation=N_(
            "The name and the tag are right and the registry answered; the image was only built for "
            "other processors or "
            "operating systems than the node's. It often happens when an image is built on a Mac with "
            "Apple silicon and "
            "run on amd64 nodes. The runtime's text ends in “not found”, but no tag is missing."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            pulling(r"no match for platform in manifest", 30),
            pulling(r"a Windows version \S+ image is incompatible with a \S+ host", 30),
            pulling(
                r"no image found in (?:image index|manifest list) for architecture \\*\"?(?P<architecture>[\w]+)", 30
            ),
            pulling(r"no matching manifest for (?P<platform>[\w/.-]+)(?: [\d.]+)? in the manifest list entries", 30),
            pulling(
                r"does not match the (?:specified platform|detected host platform)|does not provide the "
                r"specified platform",
                35,
            ),
            pulling(r"cannot be used on this platform|image operating system \\*\"[^\s\"\\]+\\*\" cannot be used", 35),
        ),
        examples=(
            Example(
                'Failed to pull image "labtest/arm64only:latest": rpc error: code = NotFound desc = failed to pull and '
                'unpack image "docker.io/labtest/arm64only:latest": no match for platform in manifest: not found',
                "containerd",
            ),
            Example(
                crio(
                    "quay.io/a/b:1",
                    'choosing image instance: no image found in image index for architecture "arm64", variant '
                    '"v8", OS "linux"',
                ),
                "CRI-O",
            ),
            Example(
                docker("team/app:1", "no matching manifest for linux/arm64/v8 in the manifest list entries"), "Docker"
            ),
        ),
        near_misses=(
            NearMiss(
                containerd(
                    "reg.example/platform/arm64:linux", "reg.example/platform/arm64:linux: not found", "NotFound"
                ),
                "image.tag-not-found",
            ),
        ),
        next=(
            Advice(
                N_("See for which platforms the image was built, and what the nodes are."),
                "skopeo inspect --raw docker://{image}",
            ),
            Advice(N_("Compare the nodes."), "kubectl get nodes -L kubernetes.io/arch,kubernetes.io/os"),
            DESCRIBE,
        ),
        remedies=(
            Advice(
                N_("Build the image for the nodes' platform too."),
                "docker buildx build --platform linux/amd64,linux/arm64 --tag {image} --push .",
            ),
            Advice(
                N_("Or keep the pod on nodes it was built for, with a nodeSelector on kubernetes.io/arch."),
                "kubectl -n {namespace} edit {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=(IMAGES, "https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch"),
    ),
    Cause(
        id="image.blob-missing",
        title=N_("{registry} knows {image} but has lost part of its content"),
        explanation=N_(
            "The manifest was found and lists layers that the registry no longer has: a clean-up removed "
            "too much, a push or "
            "a copy to a mirror was never finished, or a cache in front of it is broken. Nothing in the "
            "cluster can mend that."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(r"content at https?://(?P<host>[^\s/:]+)(?::(?P<port>\d+))?/\S+ not found", 40),
            pulling(r"blob unknown|(?:fetching|reading) blob[^\n]{0,200}(?:404|not found)|unknown blob", 45),
            pulling(r"could not fetch content descriptor|blobs? and/or manifests are missing", 45),
            pulling(r"blobs/(?P<digest>sha256:[0-9a-f]+)\S*: 404 not found", 45),
        ),
        examples=(
            Example(
                f'Failed to pull image "reg.example/a/b:1": failed to pull and unpack image '
                f'"reg.example/a/b:1": failed to copy: '
                f"httpReadSeeker: failed open: content at https://reg.example/v2/a/b/blobs/{DIGEST} not "
                f"found: not found",
                "containerd",
            ),
            Example(
                f'Failed to pull image "quay.io/a/b:1": rpc error: code = Unknown desc = copying system image '
                f"from manifest "
                f"list: reading blob {DIGEST}: fetching blob: blob unknown to registry",
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/blob-unknown:1", "reg.example/blob-unknown:1: not found", "NotFound"),
                "image.tag-not-found",
            ),
        ),
        next=(_INSPECT, PULL_ON_NODE),
        remedies=(_PUSH_AGAIN,),
        references=(IMAGES,),
    ),
    Cause(
        id="image.schema-unsupported",
        title=N_("{image} is in a format that current runtimes no longer read (schema 1)"),
        explanation=N_(
            "The image was pushed many years ago, or by a very old tool, in Docker's first manifest "
            "format. containerd has "
            "dropped it since 2.0: the same image still runs on nodes with an older runtime."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            pulling(r"manifest\.v1\+(?:prettyjws|json)\\*\"? is no longer supported", 35),
            pulling(
                r"schema ?(?:version )?1 (?:is )?(?:not|no longer) supported|schema 1 support (?:has been|is) "
                r"(?:removed|disabled)|unsupported manifest[^\n]{0,60}schema ?1",
                35,
            ),
            pulling(r"manifest\.v1\+prettyjws", 45),
        ),
        examples=(
            Example(
                'Failed to pull image "reg.example/old:1": failed to pull and unpack image '
                '"reg.example/old:1": media type '
                '"application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since '
                "containerd v2.1, "
                'please rebuild the image as "application/vnd.docker.distribution.manifest.v2+json"',
                "containerd 2.1",
            ),
            Example(containerd("reg.example/old:1", "media-type: schema 1 not supported"), "containerd"),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/schema1:1", "reg.example/schema1:1: not found", "NotFound"),
                "image.tag-not-found",
            ),
        ),
        next=(_INSPECT,),
        remedies=(
            Advice(
                N_("Rewrite it in today's format, in place or in a registry of yours."),
                "skopeo copy --format v2s2 docker://{image} docker://{image}",
            ),
        ),
        references=(IMAGES,),
        no_scenario=N_("needs nodes whose runtime no longer knows schema 1"),
    ),
    Cause(
        id="image.media-type",
        title=N_("{image} is not a container image"),
        explanation=N_(
            "Registries also hold Helm charts, signatures, attestations and other artifacts. The name "
            "leads to one of those "
            "(or to a web page, where something else than a registry answers), so there is nothing to run."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            pulling(r"mismatched image rootfs and manifest layers", 45),
            pulling(r"unexpected media[ -]?type \\*\"?(?P<media_type>[\w./+-]+)", 45),
            pulling(r"Unimplemented manifest MIME type|unsupported (?:manifest )?media ?type", 45),
            pulling(r"stream processor for (?P<media_type>[\w./+-]+): no processor for media-type", 45),
            pulling(r"Encountered remote \\*\"(?P<media_type>[\w./+-]+)\\*\"", 45),
            pulling(
                r"invalid mediatype|(?:media ?type|mime type)[^\n]{0,120} (?:is )?not supported|encountered "
                r"unknown type (?P<media_type>[\w./+-]+)",
                55,
            ),
            pulling(
                r"is not a container image|unsupported image-specific operation on "
                r"artifact|artifact[^\n]{0,60}cannot be pulled as an image",
                45,
            ),
        ),
        examples=(
            Example(
                f'Failed to pull image "reg.example/chart:1": failed to pull and unpack image '
                f'"reg.example/chart:1": unexpected '
                f"media type application/vnd.cncf.helm.config.v1+json for {DIGEST}: not found",
                "containerd",
            ),
            Example(
                'Failed to pull image "reg.example/wasm:1": failed to pull and unpack image "reg.example/wasm:1": '
                "failed to extract layer sha256:aa: failed to get stream processor for "
                "application/vnd.wasm.content.layer.v1+wasm: no processor for media-type: unknown",
                "containerd",
            ),
            Example(
                'Failed to pull image "quay.io/a/chart:1": rpc error: code = Unknown desc = copying system '
                "image from manifest "
                "list: parsing image configuration: unsupported image-specific operation on artifact with type "
                '"application/vnd.cncf.helm.config.v1+json"',
                "CRI-O",
            ),
            Example(
                docker(
                    "reg.example/chart:1",
                    'Encountered remote "application/vnd.cncf.helm.config.v1+json"(unknown) when fetching',
                ),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd_2("reg.example/media-type:1", "reg.example/media-type:1: not found"), "image.tag-not-found"
            ),
        ),
        next=(_INSPECT,),
        remedies=(EDIT,),
        references=(IMAGES,),
    ),
    Cause(
        id="image.manifest-invalid",
        title=N_("{registry} answers with a manifest that cannot be read"),
        explanation=N_(
            "Something came back for the name, and it is no usable manifest: too large, empty, or "
            "damaged. It is the registry's "
            "own fault, or that of a proxy or cache that rewrites its answers (a removed Content-Length does this)."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(r"rejecting \d+ byte manifest", 40),
            pulling(r"reports content size of zero", 40),
            pulling(r"children: invalid desc sha256:", 40),
            pulling(
                r"manifest[ _]invalid|invalid manifest|(?:failed to )?(?:parse|unmarshal|decode)(?:ing)? "
                r"(?:the )?(?:image )?manifest|missing signature key|determining manifest MIME type",
                55,
            ),
        ),
        rivals=("image.network-proxy",),
        examples=(
            Example(
                containerd("reg.example/a/b:1", "rejecting 61234567 byte manifest for reg.example/a/b:1"), "containerd"
            ),
            Example(
                containerd("reg.example/a/b:1", f"children: invalid desc {DIGEST}: unexpected end of JSON input"),
                "containerd 1.6",
            ),
            Example(
                containerd_2(
                    "reg.example/a/b:1",
                    f"unable to fetch descriptor ({DIGEST}) which reports content size of zero: invalid argument",
                ),
                "containerd 2.x",
            ),
        ),
        near_misses=(
            NearMiss(
                crio(
                    "quay.io/a/manifest-invalid:9", "reading manifest 9 in quay.io/a/manifest-invalid: manifest unknown"
                ),
                "image.tag-not-found",
            ),
        ),
        next=(
            _INSPECT,
            Advice(
                N_("Look at the answer as it arrives at the node {node}."),
                "curl -si https://{endpoint}/v2/{path}/manifests/{tag}",
            ),
        ),
        remedies=(_PUSH_AGAIN, Advice(N_("Take the proxy or cache out of the way for this registry."))),
        references=(IMAGES,),
    ),
    Cause(
        id="image.truncated",
        title=N_("What arrives from {registry} is cut short or damaged"),
        explanation=N_(
            "The download began and what arrived is not what the manifest promised: shorter, or with "
            "another checksum. Proxies "
            "with a size or time limit, a packet size (MTU) that does not fit, and failing caches do "
            "that; the runtime rightly "
            "refuses the content."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(r"not a valid digest|digest mismatch|digest did not match|verification failed for digest", 50),
            pulling(r"failed size validation|unexpected commit (?:digest|size)", 50),
            pulling(r"short read: expected (?P<expected>\d+) bytes but got (?P<got>\d+)", 50),
            pulling(r"unexpected EOF", 52),
        ),
        rivals=("image.network-reset",),
        examples=(
            Example(
                'Failed to pull image "reg.example/a/b:1": failed to pull and unpack image '
                '"reg.example/a/b:1": failed to copy: '
                "httpReadSeeker: failed open: short read: expected 3623807 bytes but got 1048576: unexpected EOF",
                "containerd",
            ),
            Example(
                'rpc error: code = Unknown desc = failed to pull and unpack image "reg.example/a/b:1": '
                "failed commit on ref "
                f'"layer-{DIGEST}": unexpected commit digest sha256:a8f2c3f33adf8b40, expected {DIGEST}: '
                f"failed precondition",
                "containerd 1.x",
                Where.CONTAINER_STATUS,
            ),
            Example(docker("team/app:1", f"filesystem layer verification failed for digest {DIGEST}"), "Docker"),
            Example(
                'Failed to pull image "quay.io/a/b:1": rpc error: code = Unknown desc = copying system image '
                'from manifest list: writing blob: storing blob to file "/var/tmp/storage1/1": unexpected EOF',
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss("command terminated: unexpected EOF"),
            NearMiss(containerd_2("reg.example/eof:1", "reg.example/eof:1: not found"), "image.tag-not-found"),
        ),
        next=(
            PULL_ON_NODE,
            Advice(
                N_("Pull the same image on another node: only here, or everywhere?"),
                "kubectl get pods -A -o wide --field-selector status.phase=Pending",
            ),
        ),
        remedies=(
            Advice(
                N_("Raise or remove the limit of the proxy in between; set the nodes' MTU to what the path carries.")
            ),
        ),
        references=(IMAGES,),
    ),
)
