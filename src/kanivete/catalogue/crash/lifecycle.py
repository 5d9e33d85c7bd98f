"""The container was ended by somebody else, or ended as it was told to."""

from kanivete.catalogue.crash.common import (
    DEBUG_PODS,
    EDIT,
    FAILURE_REASON,
    POD_LIFECYCLE,
    PROBES,
    READ_LOG,
    READ_SPEC,
    ROLL_BACK,
)
from kanivete.catalogue.entry import KUBELET, LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG
STATUS = Where.CONTAINER_STATUS
PROBE_EVENTS = Advice(
    N_("See what the probes said, and how often."),
    "kubectl get events -n {namespace} --field-selector involvedObject.name={pod},reason=Unhealthy",
)

LIVENESS = Cause(
    id="crash.liveness-probe",
    title=N_("The liveness probe failed and the kubelet restarts the container"),
    explanation=N_(
        "The process was running; the kubelet ended it because its liveness probe failed `failureThreshold` times in a "
        "row. The exit code then is that of a stop (143, 137, or 0 where the program stops cleanly), not of a crash. "
        "Either the probe asks the wrong thing (path, port, scheme), or it does not wait long enough for a slow start "
        "(initialDelaySeconds + failureThreshold × periodSeconds is all the time there is; timeoutSeconds is 1 unless "
        "set), or the program hangs."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(r"Container (?P<container>\S+) failed liveness probe, will be restarted", where=KUBELET, rank=20),
        Pattern(r"container \\*\"\S+\" is unhealthy, it will be killed and re-?created", where=KUBELET, rank=20),
        Pattern(r"Liveness probe (?:failed|errored)(?: and resulted in \w+ state)?", where=KUBELET, rank=20),
        Pattern(r"probeType=\"?Liveness\"?[^\n]{0,400}probeResult=\"?failure", where=KUBELET, rank=20),
    ),
    examples=(
        Example("Container main failed liveness probe, will be restarted", "kubelet"),
        Example(
            'Liveness probe failed: Get "http://10.244.1.9:8080/healthz": dial tcp 10.244.1.9:8080: '
            "connect: connection refused",
            "kubelet",
        ),
        Example(
            '"Probe failed" probeType="Liveness" pod="crashes/probed-f695dbb88-29f4h" containerName="main" '
            'probeResult="failure" output="HTTP probe failed with statuscode: 500"',
            "kubelet log",
            Where.KUBELET_LOG,
        ),
    ),
    near_misses=(
        NearMiss("Readiness probe failed: HTTP probe failed with statuscode: 404", "probe.readiness"),
        NearMiss("Container main failed startup probe, will be restarted", "crash.startup-probe"),
        NearMiss("Stopping container main", None),
    ),
    next=(PROBE_EVENTS, READ_LOG),
    remedies=(
        Advice(
            N_(
                "Correct the probe's path, port or scheme; for a slow start add a startupProbe; allow more "
                "than one second to answer."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(PROBES,),
)

STARTUP = Cause(
    id="crash.startup-probe",
    title=N_("The startup probe gave up and the kubelet restarts the container"),
    explanation=N_(
        "The container did not pass its startup probe in the time it is given, initialDelaySeconds + "
        "failureThreshold × "
        "periodSeconds, and the kubelet ended it. Either the start takes longer than that (a cold cache, a migration, "
        "too little CPU), or the probe asks for something that never answers (path, port, scheme)."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(r"Container (?P<container>\S+) failed startup probe, will be restarted", where=KUBELET, rank=20),
        Pattern(r"Startup probe (?:failed|errored)(?: and resulted in \w+ state)?", where=KUBELET, rank=20),
        Pattern(r"probeType=\"?Startup\"?[^\n]{0,400}probeResult=\"?failure", where=KUBELET, rank=20),
    ),
    examples=(
        Example("Container main failed startup probe, will be restarted", "kubelet"),
        Example("Startup probe failed: HTTP probe failed with statuscode: 503", "kubelet"),
    ),
    near_misses=(NearMiss("Container main failed liveness probe, will be restarted", "crash.liveness-probe"),),
    next=(PROBE_EVENTS, READ_LOG),
    remedies=(
        Advice(
            N_("Raise failureThreshold so that the slowest start fits, or correct what the probe asks."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(PROBES,),
)

COMPLETED = Cause(
    id="crash.completed-and-restarted",
    title=N_("The program finishes its work and is started again and again"),
    explanation=N_(
        "The process ended with exit code 0: it did what it was told and was done. A Deployment, "
        "StatefulSet or DaemonSet "
        "always restarts its containers, so a program that finishes looks like one that crashes. Either it "
        "is a task, and "
        "belongs in a Job or CronJob, or the server was started in the background (a daemon mode, `&`, a "
        "shell without "
        "anything to wait for) and process 1 had nothing left to do."
    ),
    owner=Owner.CONFIGURATION,
    near_misses=(
        NearMiss("done", None, PRINTED),
        NearMiss("Container main failed liveness probe, will be restarted", "crash.liveness-probe"),
    ),
    next=(READ_LOG, READ_SPEC),
    remedies=(
        Advice(N_("Run a task as a Job (or CronJob).")),
        Advice(
            N_("Run a server in the foreground (`nginx -g 'daemon off;'`, `exec server` at the end of a script)."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/job/",),
)

SIGNAL = Cause(
    id="crash.signal",
    title=N_("The process was ended by a signal"),
    explanation=N_(
        "An exit code above 128 is 128 plus a signal's number: 139 is SIGSEGV (memory that is not the process's), 134 "
        "SIGABRT (it gave up by itself: an assertion, glibc, a runtime), 132 SIGILL (an instruction this CPU does not "
        "have), 135 SIGBUS (a mapped file that ended, often /dev/shm or a full disk), 136 SIGFPE, 137 "
        "SIGKILL. All but the last "
        "come from the program's own native code or a library of it."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        Pattern(
            r"SIGSEGV: segmentation violation|(?m:^(?:\S+: )?segmentation fault)|Segmentation fault \(core "
            r"dumped\)|Fatal Python error: Segmentation fault",
            where=LOG,
            rank=70,
        ),
        Pattern(
            r": line \d+:\s+\d+ (?:Segmentation fault|Illegal instruction|Bus error|Aborted|Floating point exception"
            r"|Trace/breakpoint trap)",
            where=LOG,
            rank=70,
        ),
        Pattern(
            r"(?m)^#\s+SIG(?:SEGV|BUS|ILL|FPE)|A fatal error has been detected by the Java Runtime Environment",
            where=LOG,
            rank=70,
        ),
        Pattern(
            r"(?m)^(?:Illegal instruction|Bus error|Aborted|Floating point exception)(?: \(core "
            r"dumped\))?\s*$|signal (?P<signal>SIG\w+) received|AddressSanitizer: SEGV",
            where=LOG,
            rank=75,
            unless=r"shutting down|gracefully|SIGQUIT|SIGTERM|SIGINT|SIGHUP|SIGCHLD|SIGIO",
        ),
    ),
    examples=(
        Example("Segmentation fault (core dumped)", "shell, exit code 139", PRINTED),
        Example("Fatal Python error: Segmentation fault", "Python, faulthandler", PRINTED),
        Example("/run.sh: line 3:     7 Illegal instruction     (core dumped) ./app", "bash", PRINTED),
        Example(
            "#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f",
            "JVM",
            PRINTED,
        ),
    ),
    near_misses=(
        NearMiss("2026/11/22 07:47:00 [notice] 1#1: signal 3 (SIGQUIT) received, shutting down", None, PRINTED),
    ),
    next=(
        READ_LOG,
        Advice(
            N_("See whether the kernel of the node noted it."),
            "kubectl debug node/{node} -it --image=busybox --profile=sysadmin -- chroot /host dmesg --ctime",
            Changes.NODE,
        ),
    ),
    remedies=(
        Advice(N_("Give the stack (or the core dump) to the program's developers.")),
        ROLL_BACK,
    ),
    references=("https://man7.org/linux/man-pages/man7/signal.7.html", FAILURE_REASON),
)

INIT_CONTAINER = Cause(
    id="crash.init-container",
    title=N_("An init container fails, so the pod never starts"),
    explanation=N_(
        "Init containers run one after the other before the pod's own containers, and each has to end with "
        "exit code 0. "
        "This one does not, so nothing else of the pod was started: look at its log, not at the main container's. Init "
        "containers are run again after each restart of the pod, so what they do must be repeatable."
    ),
    owner=Owner.APPLICATION,
    near_misses=(NearMiss("containers with incomplete status: [migrate]", None, STATUS),),
    next=(READ_LOG, READ_SPEC),
    remedies=(
        Advice(
            N_(
                "Mend what the init container's log says, and make the step repeatable (`CREATE TABLE IF "
                "NOT EXISTS`, `mkdir -p`)."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(
        "https://kubernetes.io/docs/concepts/workloads/pods/init-containers/",
        "https://kubernetes.io/docs/tasks/debug/debug-application/debug-init-containers/",
    ),
)

POST_START = Cause(
    id="crash.post-start-hook",
    title=N_("The postStart hook fails and the kubelet kills the container"),
    explanation=N_(
        "The kubelet runs `lifecycle.postStart` right after the container starts, at the same time as its "
        "main process, "
        "and kills the container if the hook fails. What the hook printed goes into the event, not into the "
        "container's "
        "log. A hook that needs the main process to be up has to wait for it itself."
    ),
    owner=Owner.CONFIGURATION,
    reasons=("PostStartHookError", "FailedPostStartHook"),
    patterns=(
        Pattern(
            r"PostStartHookError|PostStart ?Hook failed|FailedPostStartHook|Exec lifecycle hook [^\n]{0,600} failed",
            where=KUBELET,
            rank=20,
            unless=r"PreStop",
        ),
    ),
    examples=(
        Example("PostStartHook failed", "kubelet 1.28+"),
        Example(
            'Exec lifecycle hook ([/bin/sh -c /hook.sh]) for Container "main" in Pod "web_shop(1)" failed - '
            "error: command "
            "'/bin/sh -c /hook.sh' exited with 127: /bin/sh: /hook.sh: not found",
            "kubelet",
        ),
        Example(
            'failed to "StartContainer" for "main" with PostStartHookError: "PostStart handler error: '
            'command exited with 1"',
            "kubelet log",
            Where.KUBELET_LOG,
        ),
    ),
    near_misses=(NearMiss("PreStopHook failed", None),),
    next=(READ_SPEC,),
    remedies=(
        Advice(
            N_("Correct the hook's command, or move its work into an init container or the program itself."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/",),
)

NODE_SHUTDOWN = Cause(
    id="crash.node-shutdown",
    title=N_("The container ended with its node"),
    explanation=N_(
        "The node was shut down, restarted or lost, and the container with it: the kubelet could not say how it ended "
        "(ContainerStatusUnknown), or ended it because the node is shutting down. The program did nothing "
        "wrong. Pods of "
        "a controller are replaced elsewhere; the old entry only stays until it is cleaned up."
    ),
    owner=Owner.NODE,
    reasons=("ContainerStatusUnknown", "NodeShutdown"),
    patterns=(
        Pattern(
            r"Pod was terminated in response to imminent node shutdown|Pod was rejected as the node is shutting down",
            where=KUBELET,
            rank=30,
        ),
        Pattern(
            r"The container could not be located when the pod was (?:terminated|deleted)|could not be "
            r"located when the pod was",
            where=KUBELET,
            rank=30,
        ),
    ),
    examples=(
        Example("The container could not be located when the pod was terminated", "kubelet", STATUS),
        Example("Pod was terminated in response to imminent node shutdown.", "kubelet", STATUS),
        Example("Pod was rejected as the node is shutting down.", "kubelet", STATUS),
    ),
    near_misses=(
        NearMiss("The node was low on resource: memory.", "pod.evicted"),
        NearMiss("Stopping container main", None),
    ),
    next=(Advice(N_("See when the node started, and its conditions."), "kubectl describe node {node}"),),
    remedies=(
        Advice(
            N_("Nothing to do for the workload; delete the leftover pod if it disturbs."),
            "kubectl delete pod -n {namespace} {pod}",
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/", POD_LIFECYCLE, DEBUG_PODS),
    no_scenario=N_("needs a machine that can be shut down"),
)

CAUSES = (LIVENESS, STARTUP, COMPLETED, SIGNAL, INIT_CONTAINER, POST_START, NODE_SHUTDOWN)
