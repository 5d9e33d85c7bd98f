"""The runtime made the container, and its first process could not be started."""

from kanivete.catalogue.crash.common import (
    COMMAND_AND_ARGUMENTS,
    DEBUG_PODS,
    EDIT,
    LOOK_INSIDE,
    POD_LIFECYCLE,
    QUOTE,
    READ_SPEC,
)
from kanivete.catalogue.crash.runtime_words import ANYWHERE, COMMAND, OF_ANOTHER_PROCESS, PRINTED, RUNTIME, STATUS
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

COMMAND_NOT_FOUND = Cause(
    id="crash.command-not-found",
    title=N_("The command does not exist in the image"),
    explanation=N_(
        "The program that the container should run is not in the image, or not in its $PATH. The runtime looks for it "
        "in the container's own file system before it starts anything; a shell that is asked for an unknown command "
        "ends with exit code 127. `command` in the pod replaces the image's ENTRYPOINT and `args` its CMD; neither is "
        "read by a shell, so a whole command line in one string is one long file name. Restarting cannot help."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(r"(?m)^\S+: exec: (?:line )?\d+: (?P<command>[^\s:]+): not found\s*$", where=LOG),
        Pattern(
            rf"exec: {QUOTE}{COMMAND}{QUOTE}: (?:executable file not found in|stat [^\n]{{1,200}}: no such "
            rf"file or directory)",
            where=ANYWHERE,
            unless=OF_ANOTHER_PROCESS,
        ),
        Pattern(
            rf"exec: {QUOTE}(?P<command>[^\"`\n]{{1,300}}?){QUOTE}: (?:executable file not found in|stat "
            rf"[^\n]{{1,300}}no such file)",
            where=RUNTIME,
            rank=55,
            unless=OF_ANOTHER_PROCESS,
        ),
        Pattern(
            rf"executable file {QUOTE}{COMMAND}{QUOTE} not found(?: in \$PATH)?",
            where=RUNTIME,
            unless=OF_ANOTHER_PROCESS,
        ),
        Pattern(
            rf"(?:crun: |create failed: |start failed: )(?:open executable|stat {QUOTE}?{COMMAND}{QUOTE}?): "
            rf"no such file or directory",
            where=RUNTIME,
            unless=OF_ANOTHER_PROCESS,
        ),
        Pattern(rf"(?:task: |shim task: )the file {COMMAND} was not found", where=RUNTIME),
        Pattern(rf"error finding executable {QUOTE}{COMMAND}{QUOTE} in PATH", where=RUNTIME),
        Pattern(r"(?:generate spec|from daemon|create failed): (?:OCI )?no command specified", where=RUNTIME),
        Pattern(r"hcs::System::CreateProcess[^\n]{0,300}The system cannot find the file specified", where=RUNTIME),
        Pattern(
            r"(?m)^(?:/\S+/)?(?:a|ba|da|k|z)?sh: (?:line )?(?:\d+: )?(?P<command>[^\s:]+): (?:command )?not found\s*$",
            where=LOG,
        ),
        Pattern(r"(?m)^(?:zsh:(?:\d+:)?|fish:) (?:command not found|Unknown command):? (?P<command>\S+)", where=LOG),
        Pattern(r"(?m)^\S+: (?:line \d+|\d+): (?P<command>[^\s:]+): (?:command )?not found\s*$", where=LOG),
        Pattern(r"(?m)^bundler: command not found: (?P<command>\S+)\s*$", where=LOG),
        Pattern(r"(?m)^(?:ba|z)sh: (?:line \d+: )?(?P<command>/[^\s:]+): no such file or directory\s*$", where=LOG),
        Pattern(
            r"(?m)^\S+: (?:line )?\d+: (?:exec: )?(?P<command>[^\s:]+): not found\s*$",
            where=LOG,
        ),
        Pattern(
            r"(?m)^env: (?:can't execute )?['‘\"]?(?P<command>[^\s:'’\"\r]+)['’\"]?: no such file or directory\s*$",
            where=LOG,
        ),
        Pattern(r"missing script:? \"?(?P<command>[\w:.-]+)", where=LOG),
        Pattern(r"\[FATAL tini \(\d+\)\] exec (?P<command>\S+) failed: no such file or directory", where=LOG),
    ),
    examples=(
        Example(
            'Error: failed to generate container "1ed4b774" spec: failed to generate spec: no command specified',
            "containerd, an image without a command",
        ),
        Example(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc "
            "create failed: "
            'unable to start container process: error during container init: exec: "wge": executable file '
            "not found in $PATH",
            "containerd, runc",
            STATUS,
        ),
        Example(
            "Error: failed to create containerd task: failed to create shim task: OCI runtime create "
            "failed: runc create "
            'failed: unable to start container process: exec: "/bin/vraus": stat /bin/vraus: no such file '
            "or directory: unknown",
            "containerd 2.x, runc 1.2",
        ),
        Example(
            "Error: container create failed: executable file `wge` not found in $PATH: No such file or directory",
            "CRI-O, crun",
        ),
        Example(
            'Error: failed to start container "main": Error response from daemon: OCI runtime create failed: '
            'container_linux.go:380: starting container process caused: exec: "wge": executable file not '
            "found in $PATH: unknown",
            "Docker 20.10",
        ),
        Example("sh: wge: not found", "busybox sh", PRINTED),
        Example("bash: line 1: wge: command not found", "bash", PRINTED),
        Example("/docker-entrypoint.sh: line 12: envsubts: command not found", "bash script", PRINTED),
        Example("/start.sh: 4: uvicorn: not found", "dash script", PRINTED),
    ),
    near_misses=(
        NearMiss(
            "Readiness probe failed: OCI runtime exec failed: exec failed: unable to start container "
            'process: exec: "curl": '
            "executable file not found in $PATH: unknown",
            "probe.readiness",
        ),
        NearMiss("exec /entrypoint.sh: no such file or directory", "crash.missing-interpreter", PRINTED),
        NearMiss("ls: vraus: No such file or directory", "crash.application-error", PRINTED),
        NearMiss("user: alice not found", None, PRINTED),
    ),
    next=(
        READ_SPEC,
        Advice(
            N_("Look for the program in the image."),
            "docker run --rm --entrypoint which {image} {command}",
        ),
    ),
    remedies=(
        Advice(
            N_("Correct `command` and `args` (each word its own item), or install the program in the image."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(COMMAND_AND_ARGUMENTS,),
)

START_ERROR = Cause(
    id="crash.start-error",
    title=N_("The container runtime could not start the container"),
    explanation=N_(
        "The container was created and the runtime could not start its first process; no line of the program ran. What "
        "the runtime said is quoted: the part after the last colon is the reason, the parts before it are "
        "the layers that "
        "passed it on. Exit code 128 stands for this, it is not the program's."
    ),
    owner=Owner.CONFIGURATION,
    reasons=("StartError", "ContainerCannotRun"),
    patterns=(
        Pattern(r"OCI runtime (?:create|start) failed", where=RUNTIME, rank=95, unless=OF_ANOTHER_PROCESS),
        Pattern(r"failed to (?:create|start) (?:containerd|shim) task", where=RUNTIME, rank=95),
        Pattern(r"container create failed:|^Error: context deadline exceeded$", where=RUNTIME, rank=95),
        Pattern(
            r"(?:reserve container name \S+ name \S+ is reserved for|create container timeout|cannot start "
            r"a stopped process|ttrpc: closed)",
            where=RUNTIME,
            rank=90,
        ),
        Pattern(r"(?m)^exec (?P<command>/[^\s:]+): argument list too long\s*$", where=ANYWHERE, rank=40),
    ),
    examples=(
        Example(
            "failed to create containerd task: failed to create shim task: ttrpc: closed: unknown", "containerd", STATUS
        ),
        Example("exec /bin/sleep: argument list too long", "runc, printed by process 1", PRINTED),
        Example(
            "container create failed: creating keyring: Disk quota for keys: unexpected state", "CRI-O, crun", STATUS
        ),
        Example("OCI runtime start failed: cannot start an already running container: unknown", "Docker, runc"),
    ),
    near_misses=(
        NearMiss(
            'OCI runtime create failed: runc create failed: unable to start container process: exec: "x": '
            "permission denied",
            "crash.not-executable",
        ),
        NearMiss("Back-off restarting failed container main in pod web-7b996f599d-8cgw6_calm(1)", None),
        NearMiss("/run.sh: line 9: /bin/rm: Argument list too long", None, PRINTED),
    ),
    next=(
        READ_SPEC,
        Advice(
            N_("Read what the runtime on the node says about it."),
            "kubectl debug node/{node} -it --image=busybox --profile=sysadmin -- chroot /host journalctl -u "
            "containerd -u crio --since -15min",
            Changes.NODE,
        ),
        LOOK_INSIDE,
    ),
    remedies=(EDIT,),
    references=(POD_LIFECYCLE, DEBUG_PODS),
)

CAUSES = (COMMAND_NOT_FOUND, START_ERROR)
