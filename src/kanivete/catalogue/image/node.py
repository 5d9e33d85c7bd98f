"""The image arrived, and the node could not keep or unpack it; or it is still on its way."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss
from kanivete.catalogue.image.common import CRICTL, IMAGES, PULL_ON_NODE, docker, pulling
from kanivete.catalogue.image.reference import DIGEST
from kanivete.model import Changes, Owner, Severity

_PRESSURE = "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/"
_UNPACKING = 'Failed to pull image "{0}": failed to pull and unpack image "{0}": failed to extract layer '

CAUSES = (
    Cause(
        id="image.disk-full",
        title=N_("Node {node} has no room for the image"),
        explanation=N_(
            "The download worked; writing it to the node's disk did not. The disk of the runtime is full "
            "(or its inodes, or a quota are "
            "used up). Other images on this node will fail as well, and the kubelet may start to evict pods."
        ),
        owner=Owner.NODE,
        patterns=(pulling(r"no space left on device|disk quota exceeded|not enough (?:free )?(?:disk )?space", 38),),
        examples=(
            Example(
                _UNPACKING.format("reg.example/a/b:1")
                + f"(application/vnd.oci.image.layer.v1.tar+gzip {DIGEST}) to overlayfs as "
                '"extract-1": write '
                "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs/a: no space left on device",
                "containerd",
            ),
            Example(
                docker(
                    "team/app:1",
                    "failed to register layer: Error processing tar file(exit status 1): write /usr/lib/a: no "
                    "space left on device",
                ),
                "Docker",
            ),
            Example(
                'Failed to pull image "quay.io/a:1": rpc error: code = Unknown desc = copying system image '
                'from manifest list: writing blob: storing blob to file "/var/tmp/storage1/1": write '
                "/var/tmp/storage1/1: no space left on device",
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(
                'MountVolume.SetUp failed for volume "data" : write /var/lib/kubelet/a: no space left on device',
                "volume.mount-failed",
            ),
            NearMiss(
                _UNPACKING.format("reg.example/a/b:1")
                + f"(application/vnd.oci.image.layer.v1.tar+gzip {DIGEST}) to overlayfs as "
                '"extract-1": operation not permitted',
                "image.unpack-failed",
            ),
        ),
        next=(
            Advice(N_("See what the node says of its disk."), "kubectl describe node {node}"),
            Advice(
                N_("On the node {node}, see how full it is, and of what."),
                "df -h /var/lib/containerd /var/lib/containers /var/lib/docker; df -i /var/lib; crictl imagefsinfo",
            ),
        ),
        remedies=(
            Advice(N_("Remove the images that nothing uses."), "crictl rmi --prune", Changes.NODE),
            Advice(N_("Or give the node a larger disk.")),
        ),
        references=(_PRESSURE,),
        no_scenario=N_("would fill a node's disk for everybody on it"),
    ),
    Cause(
        id="image.unpack-failed",
        title=N_("Node {node} cannot unpack {image}"),
        explanation=N_(
            "The layers arrived and could not be laid out on the disk: a file system or snapshotter that "
            "refuses (nested overlay, user "
            "namespaces, a read-only disk), content the runtime has lost, or a layer that is damaged. If "
            "other nodes unpack it, it is this node."
        ),
        owner=Owner.NODE,
        patterns=(
            pulling(
                r"failed to extract layer|failed to unpack image on snapshotter|failed to prepare extraction "
                r"snapshot|failed to register layer",
                60,
            ),
            pulling(
                r"wrong diff ?ID|content digest sha256:[0-9a-f]+: not found|failed to get reader from content store", 48
            ),
            pulling(
                r"(?:adding|storing|applying) layer[^\n]{0,300}(?:processing tar file|operation not "
                r"permitted|invalid argument|permission denied)|processing tar file|archive/tar: |gzip: invalid|zstd: ",
                55,
            ),
            pulling(
                r"insufficient UIDs or GIDs available in user namespace|lchown [^\n:]{1,300}: (?:operation "
                r"not permitted|invalid argument)",
                48,
            ),
            pulling(
                r"layers from manifest don't match image configuration|too many levels of symbolic "
                r"links|read-only file system",
                55,
            ),
        ),
        examples=(
            Example(
                _UNPACKING.format("reg.example/a/b:1")
                + f"(application/vnd.oci.image.layer.v1.tar+gzip {DIGEST}) to overlayfs as "
                '"extract-1": failed to mount /var/lib/containerd/tmpmounts/1: invalid argument',
                "containerd",
            ),
            Example(
                docker("team/app:1", "failed to register layer: lchown /usr/lib/a: operation not permitted"), "Docker"
            ),
            Example(
                'Failed to pull image "gcr.io/p/a:1": rpc error: code = NotFound desc = failed to pull and '
                'unpack image "gcr.io/p/a:1": failed to '
                f"unpack image on snapshotter overlayfs: failed to extract layer {DIGEST}: failed to get "
                f"reader from content store: content "
                f"digest {DIGEST}: not found",
                "containerd 1.x",
            ),
            Example(
                'Failed to pull image "quay.io/a:1": rpc error: code = Unknown desc = copying system image '
                "from manifest list: writing blob: adding layer with "
                f'blob "{DIGEST}": processing tar file(potentially insufficient UIDs or GIDs available in '
                f"user namespace)",
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(
                docker(
                    "team/app:1",
                    "failed to register layer: Error processing tar file(exit status 1): write /usr/lib/a: no "
                    "space left on device",
                ),
                "image.disk-full",
            ),
        ),
        next=(
            PULL_ON_NODE,
            Advice(
                N_("On the node {node}, read what the runtime and the kernel say."),
                "journalctl -u containerd -u crio -u docker -k --since -15min",
            ),
        ),
        remedies=(
            Advice(
                N_("Remove what the node has of the image, and let it be pulled again."),
                "crictl rmi {image}",
                Changes.NODE,
            ),
            Advice(
                N_("If it stays, take the node out until its disk or snapshotter is mended."),
                "kubectl drain {node} --ignore-daemonsets",
                Changes.CLUSTER,
            ),
        ),
        references=(CRICTL, IMAGES),
    ),
    Cause(
        id="image.slow-pull",
        title=N_("{image} has been on its way to node {node} for {elapsed}"),
        explanation=N_(
            "The kubelet asked for the image and nothing has failed: the download is still running. That "
            "is normal for a very large image; "
            "it is also how a slow link, a throttled registry or packets lost on the way look before the "
            "runtime gives up."
        ),
        owner=Owner.NETWORK,
        severity=Severity.WARNING,
        next=(
            Advice(N_("See how large the image is."), "skopeo inspect docker://{image}"),
            Advice(
                N_("Watch for the next event."),
                "kubectl -n {namespace} get events --watch --field-selector involvedObject.name={pod}",
            ),
            Advice(
                N_("On the node {node}, see whether bytes arrive."),
                "journalctl -u containerd -u crio -u docker --since -15min",
            ),
        ),
        remedies=(Advice(N_("Make the image smaller, or keep a copy near the nodes (a pull-through cache).")),),
        references=(IMAGES,),
    ),
    Cause(
        id="image.unrecognised",
        title=N_("{image} cannot be pulled, and the reason could not be read"),
        explanation=N_(
            "The pod waits for its image, but neither its status nor its events (any longer) hold words "
            "that are known. Events live for an "
            "hour by default; pulling once more makes the runtime say the reason again."
        ),
        owner=Owner.CONFIGURATION,
        next=(
            Advice(
                N_(
                    "Delete the pod if a controller owns it: the new one pulls at once, and the reason stands in "
                    "its events."
                ),
                "kubectl -n {namespace} describe pod {pod}",
            ),
            PULL_ON_NODE,
            Advice(
                N_("On the node {node}, read what the kubelet said."),
                "journalctl -u kubelet --since -1h | grep -F -- {image}",
            ),
        ),
        references=(IMAGES,),
        no_scenario=N_("is what is left when no other cause fits"),
    ),
)
