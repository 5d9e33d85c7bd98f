"""Who the container runs as, and what the kernel lets it do."""

from kanivete.catalogue.crash.common import EDIT, QUOTE, READ_SPEC, SECURITY_CONTEXT
from kanivete.catalogue.entry import KUBELET, LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

STATUS = Where.CONTAINER_STATUS

RUN_AS_NON_ROOT = Cause(
    id="config.run-as-non-root",
    title=N_("The container would run as root, and its specification forbids that"),
    explanation=N_(
        "`runAsNonRoot: true` makes the kubelet refuse a container whose user is root (0), or whose image "
        "names its user "
        "by a word: it cannot look the word up, so it cannot know that the number is not 0. Nothing was started. The "
        "image has to say `USER` with a number, or the pod `runAsUser`; files that the program writes then "
        "have to belong "
        "to that user."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(r"container has runAsNonRoot and image will run as root", where=KUBELET, rank=20),
        Pattern(
            r"image has non-numeric user \(?(?P<user>[^\s),]+)\)?, cannot verify user is non-root",
            where=KUBELET,
            rank=20,
        ),
        Pattern(r"runAsUser breaks non-root policy", where=KUBELET, rank=20),
    ),
    examples=(
        Example(
            "container has runAsNonRoot and image will run as root (pod: "
            '"rooted-6d488ff4cb-rk9ks_crashes(3e94b6e5)", container: main)',
            "kubelet",
            STATUS,
        ),
        Example(
            "Error: container has runAsNonRoot and image has non-numeric user (nginx), cannot verify user "
            'is non-root (pod: "web_shop(1)", container: web)',
            "kubelet",
        ),
        Example(
            'container\'s runAsUser breaks non-root policy (pod: "web_shop(1)", container: web)', "kubelet", STATUS
        ),
    ),
    near_misses=(
        NearMiss(
            'pods "web" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
            "admission.pod-security",
        ),
        NearMiss("unable to find user app: no matching entries in passwd file", "config.user-unknown", STATUS),
    ),
    next=(
        Advice(N_("See the image's user."), "docker image inspect {image} --format '{{{{.Config.User}}}}'"),
        READ_SPEC,
    ),
    remedies=(
        Advice(
            N_("Name a user in the pod: `securityContext: runAsUser: 1000`, or build the image with `USER 1000`."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(SECURITY_CONTEXT, "https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
)

USER_UNKNOWN = Cause(
    id="config.user-unknown",
    title=N_("The user that the container should run as does not exist in the image"),
    explanation=N_(
        "The image's `USER` is a word, and its /etc/passwd (or /etc/group) has no entry of that name; or "
        "the number is not "
        "mapped into the container's user namespace. The runtime cannot start anything as a user it does not know. "
        "Numbers need no entry in /etc/passwd."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"mount callback failed on \S+: open \S+/etc/(?:passwd|group): no such file or directory",
            where=KUBELET,
            rank=35,
        ),
        Pattern(
            r"unable to find (?:user|group) (?P<user>[^\s:\\\"]+): no matching entries in (?:passwd|group) file",
            where=KUBELET | LOG,
            rank=25,
        ),
        Pattern(
            r"unable to setup user|cannot setuid to unmapped uid|no users found|error looking up "
            r"(?:user|group) |unable to find user (?P<user>\S+)",
            where=KUBELET,
            rank=35,
        ),
        Pattern(
            rf"(?:getting|lookup|resolve)\w* (?:supplementary groups of |user "
            rf")?{QUOTE}?(?P<user>[\w-]+){QUOTE}?[^\n]{{0,60}}no matching entries in passwd",
            where=KUBELET,
            rank=35,
        ),
    ),
    examples=(
        Example(
            "failed to create containerd container: mount callback failed on"
            " /var/lib/containerd/tmpmounts/containerd-mount3203779081: open"
            " /var/lib/containerd/tmpmounts/containerd-mount3203779081/etc/passwd: no such file or directory",
            "containerd 1.6, an image without /etc/passwd",
            Where.CONTAINER_STATUS,
        ),
        Example(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc "
            "create failed: unable to "
            "start container process: unable to find user app: no matching entries in passwd file: unknown",
            "Docker and runc",
            STATUS,
        ),
        Example("Error: container create failed: unable to find user app: no matching entries in passwd file", "CRI-O"),
    ),
    near_misses=(
        NearMiss(
            "container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root",
            "config.run-as-non-root",
            STATUS,
        ),
        NearMiss("ERROR unable to find order 7", None, Where.CONTAINER_LOG),
    ),
    next=(Advice(N_("List the image's users."), "docker run --rm --entrypoint cat {image} /etc/passwd"), READ_SPEC),
    remedies=(
        Advice(
            N_("Create the user in the image, or use a number (`USER 1000`, `runAsUser: 1000`)."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(SECURITY_CONTEXT,),
)

SECURITY_PROFILE = Cause(
    id="config.security-profile",
    title=N_("The security profile of the container cannot be applied"),
    explanation=N_(
        "The container asks for a seccomp, AppArmor or SELinux profile that this node does not have loaded or does not "
        "support. Profiles of type Localhost are files on each node; a profile that is on one node only makes the pod "
        "fail on the others. A Localhost seccomp path counts from the kubelet's own seccomp directory."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"unable to init seccomp|(?:cannot load|failed to load|error loading|unable to "
            r"load)[^\n]{0,40}seccomp|failed to (?:generate|create|parse)[^\n]{0,40}seccomp|seccomp "
            r"(?:profile|is not)[^\n]{0,80}(?:not found|not supported|no such file|invalid)",
            where=KUBELET,
            rank=25,
        ),
        Pattern(
            rf"(?:unable to )?apply (?:apparmor|caps)[^\n]{{0,20}}|Cannot enforce AppArmor: profile "
            rf"{QUOTE}(?P<profile>[^\"'\n\\]+)|AppArmor (?:is not "
            rf"(?:enabled|supported)|profile)[^\n]{{0,120}}|apparmor failed to apply profile",
            where=KUBELET,
            rank=25,
            given=r"unable|cannot|fail|not (?:enabled|supported|loaded|found)|error",
        ),
        Pattern(
            r"selinux label is specified in config, but selinux is disabled|failed to set "
            r"(?:selinux|/proc/\S+/attr/\S+)|write /proc/\S*attr/(?:keycreate|exec|sockcreate)",
            where=KUBELET,
            rank=25,
        ),
    ),
    examples=(
        Example('Cannot enforce AppArmor: profile "k8s-deny-write" is not loaded', "kubelet"),
        Example(
            "OCI runtime create failed: runc create failed: unable to start container process: error during "
            "container init: unable to "
            "apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: "
            "no such file or directory: unknown",
            "containerd, runc",
            STATUS,
        ),
        Example(
            "OCI runtime create failed: runc create failed: unable to start container process: unable to "
            "init seccomp: error loading seccomp "
            "filter into kernel: operation not permitted",
            "runc",
            STATUS,
        ),
        Example(
            "failed to create containerd container: cannot load seccomp profile "
            '"/var/lib/kubelet/seccomp/audit.json": open /var/lib/kubelet/seccomp/audit.json: no such file '
            "or directory",
            "containerd",
            STATUS,
        ),
    ),
    near_misses=(NearMiss("seccomp is enabled", None, Where.KUBELET_LOG),),
    next=(
        READ_SPEC,
        Advice(
            N_("List the profiles that the node has loaded."),
            "kubectl debug node/{node} -it --image=busybox --profile=sysadmin -- chroot /host aa-status",
            Changes.NODE,
        ),
    ),
    remedies=(Advice(N_("Load the profile on every node, or use RuntimeDefault."), EDIT.command, Changes.WORKLOAD),),
    references=(
        "https://kubernetes.io/docs/tutorials/security/apparmor/",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ),
)

CAUSES = (RUN_AS_NON_ROOT, USER_UNKNOWN, SECURITY_PROFILE)
