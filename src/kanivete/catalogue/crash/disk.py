"""The file system may not, or cannot, be written."""

from kanivete.catalogue.crash.common import (
    DEBUG_PODS,
    EDIT,
    PATH,
    READ_LOG,
    READ_SPEC,
    SECURITY_CONTEXT,
)
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

READ_ONLY = Cause(
    id="crash.read-only-file-system",
    title=N_("The process writes to a read-only file system"),
    explanation=N_(
        "The process wrote where it may only read: the container has `readOnlyRootFilesystem: true`, the volume is "
        "mounted `readOnly`, or it comes from a ConfigMap or Secret, which are always read-only. A "
        "read-only root is good "
        "practice; the few directories that a program writes to (temporary files, pid files, caches) then "
        "need a volume "
        "of their own."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"(?:open|mkdir|create|unlink|remove|rename|chmod|chown|write) {PATH}: read-only file system",
            where=LOG,
            rank=45,
        ),
        Pattern(rf"\[Errno 30\] Read-only file system(?:: '{PATH}')?", where=LOG, rank=45),
        Pattern(r"EROFS: read-only file system(?:, \w+ '(?P<file>[^'\n]{1,300})')?", where=LOG, rank=45),
        Pattern(
            r"(?:can't|cannot) create (?:directory )?['‘\"]?(?P<file>[^\s:'’\"]+)['’\"]?: read-only file system",
            where=LOG,
            rank=45,
        ),
        Pattern(r"\"(?P<file>/[^\"\n]{1,300})\" failed \(30: read-only file system\)", where=LOG, rank=45),
        Pattern(r"(?P<file>/[^\s:'\"(]+)['’\")]?:? \(?(?:FileSystemException: )?read-only file system", where=LOG),
        Pattern(
            r"read-only file ?system|on a read-only directory|ReadOnlyFileSystemException|Errno::EROFS"
            r"|kind: ReadOnlyFilesystem",
            where=LOG,
            rank=60,
        ),
    ),
    examples=(
        Example("sh: can't create /var/run/app.pid: Read-only file system", "busybox sh", PRINTED),
        Example("OSError: [Errno 30] Read-only file system: '/app/cache'", "Python", PRINTED),
        Example("Error: EROFS: read-only file system, mkdir '/app/.npm'", "Node.js", PRINTED),
        Example(
            'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)', "nginx", PRINTED
        ),
        Example("panic: open /tmp/x: read-only file system", "Go", PRINTED),
        Example("java.nio.file.FileSystemException: /app/tmp: Read-only file system", "Java", PRINTED),
    ),
    near_misses=(
        NearMiss("mounted /config read-only", None, PRINTED),
        NearMiss("mkdir: cannot create directory '/x': Permission denied", "crash.permission-denied", PRINTED),
    ),
    next=(READ_SPEC, READ_LOG),
    remedies=(
        Advice(
            N_(
                "Mount an emptyDir where the program writes, or point it to a directory that is writable "
                "(TMPDIR, --pid-file …)."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(SECURITY_CONTEXT, "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir"),
)

DISK_FULL = Cause(
    id="crash.disk-full",
    title=N_("The process found no space left to write"),
    explanation=N_(
        "A write failed because the file system behind it is full or out of inodes. Behind a path of the "
        "image and of an "
        "emptyDir that is the node's disk; behind a PersistentVolumeClaim it is the volume; behind /dev/shm "
        "or an emptyDir "
        "of medium Memory it is memory (64 MiB for /dev/shm). Deleting what a program keeps open frees "
        "nothing until it "
        "closes it."
    ),
    owner=Owner.CAPACITY,
    patterns=(
        Pattern(
            rf"(?:open|mkdir|create|write|copy|sync|fsync) {PATH}: (?:no space left on device|disk quota exceeded)",
            where=LOG,
            rank=45,
        ),
        Pattern(
            r"no space left on device|ENOSPC|\[Errno 28\]|disk quota exceeded|There is not enough space on "
            r"the disk|kind: StorageFull",
            where=LOG,
            unless=r"file watchers|inotify",
        ),
        Pattern(
            r"(?:failed to (?:create|start|mount)|create failed)[^\n]{0,600}(?:no space left on device|disk "
            r"quota exceeded)",
            rank=45,
            unless=r"failed to pull|unpack|extract|writing blob|copying system image",
        ),
    ),
    examples=(
        Example("OSError: [Errno 28] No space left on device", "Python", PRINTED),
        Example('PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device', "PostgreSQL", PRINTED),
        Example("write /data/wal/000001: no space left on device", "Go", PRINTED),
        Example("Error: ENOSPC: no space left on device, write", "Node.js", PRINTED),
        Example(
            "failed to create containerd task: failed to create shim task: mkdir "
            "/run/containerd/io.containerd.runtime.v2.task/k8s.io/1: no space left on device",
            "containerd",
            Where.CONTAINER_STATUS,
        ),
    ),
    near_misses=(
        NearMiss(
            "Error: ENOSPC: System limit for number of file watchers reached, watch '/app'",
            "crash.application-error",
            PRINTED,
        ),
        NearMiss("disk usage 91%, space left on device: 4 GiB", None, PRINTED),
    ),
    next=(
        Advice(
            N_("See which file system is full, in bytes and in inodes."),
            "kubectl exec -n {namespace} {pod} -c {container} -- sh -c 'df -h; df -i'",
        ),
        Advice(N_("See whether the node's disk is the full one."), "kubectl describe node {node}"),
    ),
    remedies=(
        Advice(
            N_("Enlarge the claim, where its storage class allows expansion."),
            "kubectl edit pvc -n {namespace}",
            Changes.CLUSTER,
        ),
        Advice(
            N_("Limit what the program keeps (log rotation, retention), or give it a volume of the right size."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(
        "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims",
        DEBUG_PODS,
    ),
)

CAUSES = (
    READ_ONLY,
    DISK_FULL,
)
