"""Out of memory: three different causes that look alike."""

from kanivete.catalogue.crash.common import DEBUG_PODS, MEMORY, READ_LOG
from kanivete.catalogue.entry import KUBELET, LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

STATUS = Where.CONTAINER_STATUS
PRINTED = Where.CONTAINER_LOG
RAISE_LIMIT = Advice(
    N_("Give the container more memory, once you know that it needs it."),
    "kubectl set resources -n {namespace} {workload} -c {container} --limits=memory=VALUE",
    Changes.WORKLOAD,
)
USAGE = Advice(N_("See what the containers use now."), "kubectl top pod -n {namespace} {pod} --containers")

LIMIT = Cause(
    id="crash.out-of-memory-limit",
    title=N_("The container used more memory than its limit"),
    explanation=N_(
        "The kernel killed the container because its processes together reached the memory limit of their "
        "cgroup. Files "
        "in an emptyDir of medium Memory and in /dev/shm count too. The node may have plenty of memory "
        "left. Exit code 137 "
        "alone does not say it (any SIGKILL gives 137); the reason OOMKilled does. Either the program leaks "
        "or is told to "
        "use more than the limit (heap size, workers, cache), or the limit is too low for its work."
    ),
    owner=Owner.APPLICATION,
    reasons=("OOMKilled",),
    patterns=(
        Pattern(r"container init was OOM-killed|possibly OOM-killed", where=KUBELET, rank=20),
        Pattern(
            r"Memory cgroup out of memory: Killed process \d+ \((?P<process>[^)\n]{1,64})\)", where=KUBELET, rank=40
        ),
        Pattern(r"constraint=CONSTRAINT_MEMCG", where=KUBELET, rank=40),
        Pattern(r"Last State:\s+Terminated\s+Reason:\s+OOMKilled|\breason: ?\"?OOMKilled", where=KUBELET, rank=40),
        Pattern(r"^OOMKilled$", where=KUBELET, rank=40),
    ),
    examples=(
        Example(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc "
            "create failed: unable "
            "to start container process: container init was OOM-killed (memory limit too low?): unknown",
            "containerd, runc",
            STATUS,
        ),
        Example(
            "OCI runtime create failed: container_linux.go:380: starting container process caused: "
            "process_linux.go:545: container "
            "init caused: read init-p: connection reset by peer (possibly OOM-killed): unknown",
            "Docker, runc 1.0",
        ),
        Example("OOMKilled", "terminated.reason", STATUS),
    ),
    near_misses=(
        NearMiss("java.lang.OutOfMemoryError: Java heap space", "crash.out-of-memory-heap", PRINTED),
        NearMiss("System OOM encountered, victim process: stress, pid: 4711", "crash.out-of-memory-node"),
        NearMiss("command terminated with exit code 137", None),
    ),
    next=(
        USAGE,
        Advice(N_("See the limits and what the container did before."), "kubectl describe pod -n {namespace} {pod}"),
        READ_LOG,
    ),
    remedies=(
        Advice(
            N_(
                "Make the program keep within its limit: a heap of about 75 % of it, fewer workers, a "
                "smaller cache, or mend the leak."
            )
        ),
        RAISE_LIMIT,
    ),
    references=(MEMORY, "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"),
)

NODE = Cause(
    id="crash.out-of-memory-node",
    title=N_("The node ran out of memory and killed the process"),
    explanation=N_(
        "The node itself had no memory left, and the kernel chose a victim. This container may have kept "
        "within its own "
        "limit: containers without requests, and those that use far more than they requested, are chosen "
        "first. It happens "
        "when the limits of a node's pods add up to more than the node has, or when something outside of "
        "Kubernetes uses "
        "memory there."
    ),
    owner=Owner.CAPACITY,
    reasons=("SystemOOM",),
    patterns=(
        Pattern(
            r"System OOM encountered, victim process: (?P<process>[^,\n]{1,64}), pid: (?P<pid>\d+)",
            where=KUBELET,
            rank=30,
        ),
    ),
    examples=(
        Example("System OOM encountered, victim process: java, pid: 4711", "kubelet"),
        Example(
            '"System OOM encountered, victim process: stress, pid: 812" ref="node1"', "kubelet log", Where.KUBELET_LOG
        ),
    ),
    near_misses=(
        NearMiss(
            "Memory cgroup out of memory: Killed process 4711 (java) total-vm:8123456kB",
            "crash.out-of-memory-limit",
            Where.KUBELET_LOG,
        ),
        NearMiss("The node was low on resource: memory.", "pod.evicted"),
    ),
    next=(
        Advice(N_("See what the node has promised and what is used."), "kubectl describe node {node}"),
        Advice(N_("See who uses most."), "kubectl top pod -A --sort-by=memory"),
    ),
    remedies=(
        Advice(
            N_("Set memory requests to what the containers need, so that the scheduler does not overbook the node."),
            "kubectl set resources -n {namespace} {workload} -c {container} --requests=memory=VALUE",
            Changes.WORKLOAD,
        ),
        Advice(N_("Move work away from the node, or give it more memory."), "kubectl cordon {node}", Changes.NODE),
    ),
    references=(
        "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-out-of-memory-behavior",
    ),
    no_scenario=N_("would take the memory of the machine the test runs on"),
)

HEAP = Cause(
    id="crash.out-of-memory-heap",
    title=N_("The program's own heap is full"),
    explanation=N_(
        "The language's runtime could not allocate and gave up by itself; the kernel killed nothing. Its "
        "heap has a limit "
        "of its own (-Xmx, --max-old-space-size, memory_limit), often derived from the container's limit. It says that "
        "the program holds on to too much, or that the heap is set too small for its work; raising the "
        "container's limit "
        "alone changes nothing where the heap has a fixed size."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        Pattern(
            r"java\.lang\.OutOfMemoryError(?:: (?P<area>[^\n]{1,80}))?|There is insufficient memory for the "
            r"Java Runtime Environment",
            where=LOG,
            rank=20,
        ),
        Pattern(
            r"JavaScript heap out of memory|Reached heap limit Allocation failed|Ineffective mark-compacts "
            r"near heap limit",
            where=LOG,
            rank=20,
        ),
        Pattern(r"(?m)^(?:\S+: )?(?:numpy\.\S+\.)?_?(?:Array)?MemoryError\b", where=LOG, rank=20),
        Pattern(
            r"fatal error: runtime: (?:cannot allocate memory|out of memory)|runtime: out of memory|fatal "
            r"error: out of memory",
            where=LOG,
            rank=20,
        ),
        Pattern(r"\(NoMemoryError\)|NoMemoryError: failed to allocate", where=LOG, rank=20),
        Pattern(r"System\.OutOfMemoryException|Out of memory\.\n", where=LOG, rank=20),
        Pattern(r"Allowed memory size of \d+ bytes exhausted", where=LOG, rank=20),
        Pattern(r"memory allocation of \d+ bytes failed|std::bad_alloc", where=LOG, rank=20),
    ),
    examples=(
        Example('Exception in thread "main" java.lang.OutOfMemoryError: Java heap space', "Java", PRINTED),
        Example(
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", "Node.js", PRINTED
        ),
        Example("MemoryError", "Python", PRINTED),
        Example("fatal error: runtime: out of memory", "Go", PRINTED),
        Example("app.rb:3:in `*': failed to allocate memory (NoMemoryError)", "Ruby", PRINTED),
        Example(
            "Unhandled exception. System.OutOfMemoryException: Exception of type "
            "'System.OutOfMemoryException' was thrown.",
            ".NET",
            PRINTED,
        ),
        Example(
            "PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)",
            "PHP",
            PRINTED,
        ),
        Example("terminate called after throwing an instance of 'std::bad_alloc'", "C++", PRINTED),
    ),
    near_misses=(
        NearMiss("OOMKilled", "crash.out-of-memory-limit", STATUS),
        NearMiss("heap usage 512 MiB of 1 GiB", None, PRINTED),
    ),
    next=(USAGE, READ_LOG),
    remedies=(
        Advice(
            N_(
                "Set the heap to fit the container's limit (Java: -XX:MaxRAMPercentage=75; Node.js: "
                "--max-old-space-size in MiB)."
            ),
            'kubectl set env -n {namespace} {workload} -c {container} JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75"',
            Changes.WORKLOAD,
        ),
        RAISE_LIMIT,
    ),
    references=(MEMORY, DEBUG_PODS),
)

CAUSES = (LIMIT, NODE, HEAP)
