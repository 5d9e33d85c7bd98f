"""What the runtime prepares before it starts a process: directories, mounts, cgroups, itself."""

from kanivete.catalogue.crash.common import EDIT, QUOTE, READ_SPEC, VOLUMES
from kanivete.catalogue.entry import KUBELET, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

STATUS = Where.CONTAINER_STATUS
NODE_LOG = Advice(
    N_("Read what the runtime on the node says."),
    "kubectl debug node/{node} -it --image=busybox --profile=sysadmin -- chroot /host journalctl -u "
    "containerd -u crio --since -15min",
    Changes.NODE,
)

WORKING_DIRECTORY = Cause(
    id="config.working-directory",
    title=N_("The working directory does not exist or may not be entered"),
    explanation=N_(
        "The runtime changes to the working directory (`workingDir` in the pod, `WORKDIR` in the image) "
        "before it starts "
        "the program. Usually it makes a missing one; it cannot where the root is read-only or the path "
        "leads through a "
        "volume or a file. Or the container's user may not enter it."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        # The one directory that runc makes by itself, once it is inside the container's root.
        Pattern(r"error during container init: mkdir (?P<directory>/[^\s:]*): ", where=KUBELET, rank=25),
        Pattern(
            rf"chdir to cwd \({QUOTE}(?P<directory>[^\"'\n\\]+){QUOTE}\) set in config\.json failed",
            where=KUBELET,
            rank=20,
        ),
        Pattern(
            rf"(?:mkdir|chdir|stat|open) {QUOTE}?(?P<directory>/[^\s\"'`:]+){QUOTE}?: (?:not a "
            rf"directory|permission denied|no such file or directory|read-only file system)",
            where=KUBELET,
            rank=45,
            given=r"cwd|working ?dir",
        ),
        Pattern(
            r"(?:cannot|failed to|unable to|could not) (?:chdir|change (?:the )?(?:working )?directory|find "
            r"initial working directory|make current working directory)[^\n]{0,200}",
            where=KUBELET,
            rank=30,
        ),
    ),
    examples=(
        Example(
            "OCI runtime create failed: runc create failed: unable to start container process: error during "
            "container init: chdir to cwd "
            '("/srv/app") set in config.json failed: permission denied: unknown',
            "runc",
            STATUS,
        ),
        Example(
            "container create failed: cannot chdir to `/srv/app`: No such file or directory", "CRI-O, crun", STATUS
        ),
    ),
    near_misses=(NearMiss('exec: "/srv/app": permission denied', "crash.not-executable"),),
    next=(
        READ_SPEC,
        Advice(
            N_("See whether the image has it, and who may enter it."),
            "docker run --rm --workdir / --entrypoint ls {image} -ld {directory}",
        ),
    ),
    remedies=(
        Advice(
            N_("Correct `workingDir`, or make the directory in the image for the user it runs as."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=("https://docs.docker.com/reference/dockerfile/#workdir",),
)

MOUNT_INVALID = Cause(
    id="config.mount-invalid",
    title=N_("A volume cannot be mounted at the place the container wants it"),
    explanation=N_(
        "The volume is on the node, and the runtime cannot put it where `mountPath` says: a directory onto "
        "a file or the "
        "other way round (a ConfigMap key onto an existing directory, a missing hostPath file that was made as a "
        "directory), a place inside /proc, or a path that has to be created in a read-only root."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"(?:mounting|failed to mount|error creating mount) {QUOTE}(?P<source>[^\"'\n\\]+){QUOTE} "
            rf"to rootfs(?: at {QUOTE}(?P<path>[^\"'\n\\]+))?",
            where=KUBELET,
            rank=30,
        ),
        Pattern(
            r"mount (?:a directory onto a file|point \S+ is outside of rootfs)|mountpoint [^\n]{1,200} is "
            r"outside of rootfs|cannot be mounted because it is inside /proc"
            r"|create failed: creating `[^`\n]{1,300}`: [^\n]{0,300}not a directory",
            where=KUBELET,
            rank=30,
        ),
        Pattern(
            rf"mount {QUOTE}(?P<source>[^\"'`\n\\]+){QUOTE} to {QUOTE}(?P<path>[^\"'`\n\\]+){QUOTE}: ",
            where=KUBELET,
            rank=35,
        ),
        Pattern(
            rf"cannot find volume {QUOTE}(?P<volume>[^\"'\n\\]+){QUOTE} to mount into container", where=KUBELET, rank=25
        ),
        Pattern(
            r"create(?:ing)? (?:new )?(?:parent )?mount ?point[^\n]{0,300}(?:read-only file system|not a "
            r"directory)|error setting rootfs as readonly|error creating mount source path",
            where=KUBELET,
            rank=28,
        ),
        Pattern(
            rf"failed to (?:generate|create)[^\n]{{0,120}}(?:failed to stat|failed to mkdir|path) "
            rf"{QUOTE}(?P<source>/[^\"'\n\\]+){QUOTE}",
            where=KUBELET,
            rank=45,
        ),
        Pattern(
            r"duplicate mount ?point|mount destination \S+ not absolute|must be unique mount", where=KUBELET, rank=35
        ),
    ),
    examples=(
        Example(
            "OCI runtime create failed: runc create failed: unable to start container process: error during "
            "container init: error mounting "
            '"/var/lib/kubelet/pods/1/volumes/kubernetes.io~configmap/c" to rootfs at "/etc/app.conf": '
            "mount src=c, dst=/etc/app.conf: not a "
            "directory: Are you trying to mount a directory onto a file (or vice-versa)?: unknown",
            "containerd, runc",
            STATUS,
        ),
        Example(
            "container create failed: mount `/run/docker.sock` to `run/docker.sock`: Not a directory",
            "CRI-O, crun",
            STATUS,
        ),
        Example('cannot find volume "data" to mount into container "main"', "kubelet", STATUS),
    ),
    near_misses=(
        NearMiss('failed to prepare subPath for volumeMount "data" of container "main"', "config.subpath", STATUS),
        NearMiss(
            'MountVolume.SetUp failed for volume "config" : configmap "settings" not found', "config.configmap-missing"
        ),
    ),
    next=(READ_SPEC,),
    remedies=(
        Advice(
            N_(
                "Mount a single file with `subPath`, a directory onto a directory, and make the mount point "
                "in the image where the root is read-only."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(VOLUMES,),
)

SUBPATH = Cause(
    id="config.subpath",
    title=N_("The subPath of a volume mount cannot be used"),
    explanation=N_(
        "`subPath` mounts one file or directory of a volume. It must be relative, must not lead out of the "
        "volume, and on "
        "a read-only volume must already exist. When the ConfigMap or Secret behind it changes while the container "
        "restarts, the old file is gone and the mount fails; deleting the pod helps then."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"failed to (?:prepare subPath for volumeMount|create subPath directory for volumeMount) "
            rf"{QUOTE}(?P<volume>[^\"'\n\\]+)",
            where=KUBELET,
            rank=20,
        ),
        Pattern(
            r"Error SubPath [^\n]{0,200}|subPath [^\n]{0,120}(?:must not|not allowed|invalid|does not "
            r"exist)|volume-subpaths[^\n]{0,300}(?:no such file|not a directory)",
            where=KUBELET,
            rank=22,
        ),
        Pattern(
            r"failed to (?:bind mount|evaluate) sub ?path|sub ?path [^\n]{0,80}no such file", where=KUBELET, rank=22
        ),
    ),
    examples=(
        Example('failed to prepare subPath for volumeMount "data" of container "main"', "kubelet", STATUS),
        Example('Error: failed to create subPath directory for volumeMount "data" of container "main"', "kubelet"),
        Example(
            "OCI runtime create failed: runc create failed: unable to start container process: error during "
            "container init: error mounting "
            '"/var/lib/kubelet/pods/1/volume-subpaths/config/main/0" to rootfs at "/etc/app.conf": no such '
            "file or directory: unknown",
            "containerd, runc",
            STATUS,
        ),
    ),
    near_misses=(NearMiss('cannot find volume "data" to mount into container "main"', "config.mount-invalid", STATUS),),
    next=(READ_SPEC,),
    remedies=(
        Advice(N_("Correct the subPath, or make it in the volume first."), EDIT.command, Changes.WORKLOAD),
        Advice(
            N_("If the ConfigMap or Secret was changed, delete the pod so that it is mounted anew."),
            "kubectl delete pod -n {namespace} {pod}",
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath",),
)

RUNTIME_CLASS = Cause(
    id="config.runtime-class",
    title=N_("The node's runtime does not have the handler of the RuntimeClass"),
    explanation=N_(
        "The pod's `runtimeClassName` names a handler (gVisor, Kata, a GPU runtime) that the container "
        "runtime of this node "
        "is not configured for, or a RuntimeClass that does not exist. Handlers are configured per node; "
        "the RuntimeClass's "
        "own `scheduling.nodeSelector` keeps pods to the nodes that have them."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"(?:failed to find runtime handler|no runtime for|RuntimeHandler|unable to find runtime "
            rf"handler|runtime handler) {QUOTE}?(?P<handler>[\w.-]+){QUOTE}?[^\n]{{0,80}}(?:not "
            rf"supported|is configured|from runtime list|not found|unsupported)",
            where=KUBELET,
            rank=25,
        ),
        Pattern(
            rf"runtimeclass(?:es)?(?:\.node\.k8s\.io)? {QUOTE}(?P<handler>[\w.-]+){QUOTE} not found",
            where=KUBELET,
            rank=25,
        ),
    ),
    examples=(
        Example(
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: "
            'no runtime for "gvisor" is configured',
            "containerd",
        ),
        Example(
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to find runtime handler "
            "kata from runtime list map[runc:0xc0]",
            "CRI-O",
        ),
        Example(
            'Failed to create pod sandbox: rpc error: code = InvalidArgument desc = RuntimeHandler "runsc" '
            "not supported",
            "cri-dockerd",
        ),
    ),
    near_misses=(NearMiss("container runtime is down", "node.runtime-down", Where.KUBELET_LOG),),
    next=(Advice(N_("See the RuntimeClasses and their handlers."), "kubectl get runtimeclasses"), READ_SPEC),
    remedies=(
        Advice(
            N_("Install the handler on the node, keep the pod to nodes that have it, or leave out `runtimeClassName`."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/containers/runtime-class/",),
)

RUNTIME_CGROUP = Cause(
    id="config.runtime-cgroup",
    title=N_("The runtime cannot set the container's limits"),
    explanation=N_(
        "The runtime could not write the container's limits into its cgroup: a limit the kernel does not "
        "accept (memory "
        "below what is already used, a CPU set or huge page size the node does not have), or the kubelet "
        "and the runtime "
        "do not agree on the cgroup driver (systemd or cgroupfs), which then hits every pod of the node."
    ),
    owner=Owner.NODE,
    patterns=(
        Pattern(
            r"unable to apply cgroup configuration|error setting cgroup config|failed to write "
            r"[^\n]{0,200}(?:device or resource busy|invalid argument|no such device|numerical "
            r"result)|cgroup (?:path|driver)[^\n]{0,100}(?:mismatch|invalid|different)",
            where=KUBELET,
            rank=28,
        ),
        Pattern(
            rf"writing file {QUOTE}?[\w.]+{QUOTE}?: [^\n]{{0,80}}|openat2? "
            rf"{QUOTE}?/sys/fs/cgroup|attempting to set pod memory limit",
            where=KUBELET,
            rank=40,
            given=r"cgroup|create failed|memory limit",
        ),
    ),
    examples=(
        Example(
            "OCI runtime create failed: runc create failed: unable to start container process: unable to "
            "apply cgroup configuration: "
            "mkdir /sys/fs/cgroup/cpu/kubepods: read-only file system: unknown",
            "runc",
            STATUS,
        ),
        Example('failed to write "200000": write /sys/fs/cgroup/cpu.max: invalid argument: unknown', "runc", STATUS),
    ),
    near_misses=(
        NearMiss(
            "OCI runtime create failed: runc create failed: expected cgroupsPath to be of format "
            '"slice:prefix:name" for '
            'systemd cgroups, got "/kubepods/burstable/pod1/2" instead: unknown',
            "node.cgroup-driver-mismatch",
        ),
        NearMiss("container init was OOM-killed (memory limit too low?)", "crash.out-of-memory-limit", STATUS),
    ),
    rivals=("node.cgroup-driver-mismatch",),
    next=(READ_SPEC, NODE_LOG),
    remedies=(
        Advice(
            N_(
                "Correct the limits; where all pods of the node fail, set one cgroup driver for the kubelet "
                "and the runtime."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/setup/production-environment/container-runtimes/#cgroup-drivers",),
    no_scenario=N_("needs a kubelet and a runtime that disagree about cgroups, under which nothing starts"),
)

CAUSES = (WORKING_DIRECTORY, MOUNT_INVALID, SUBPATH, RUNTIME_CLASS, RUNTIME_CGROUP)
