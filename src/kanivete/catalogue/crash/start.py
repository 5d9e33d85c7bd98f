"""The runtime made the container, and its first process could not be executed."""

from kanivete.catalogue.crash.common import (
    COMMAND_AND_ARGUMENTS,
    DEBUG_PODS,
    EDIT,
    LOOK_INSIDE,
    POD_LIFECYCLE,
    QUOTE,
    READ_SPEC,
)
from kanivete.catalogue.entry import LOG, Advice, Cause, Example, N_, NearMiss, Pattern, Where
from kanivete.catalogue.entry import KUBELET as RUNTIME
from kanivete.model import Changes, Owner

ANYWHERE = RUNTIME | LOG
STATUS = Where.CONTAINER_STATUS
PRINTED = Where.CONTAINER_LOG

# The runtime uses the same words when a probe's or a hook's command cannot be executed in a running container.
IN_A_RUNNING_CONTAINER = r"exec failed|probe (?:failed|errored|warning)|HookError|Hook failed|lifecycle hook"
COMMAND = r"(?P<command>[^\s\"'`\\]+)"

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
        Pattern(
            rf"exec: {QUOTE}{COMMAND}{QUOTE}: (?:executable file not found in|stat [^\n]{{1,200}}: no such file or directory)",
            where=ANYWHERE,
            unless=IN_A_RUNNING_CONTAINER,
        ),
        Pattern(
            rf"exec: {QUOTE}(?P<command>[^\"`\n]{{1,300}}?){QUOTE}: (?:executable file not found in|stat [^\n]{{1,300}}no such file)",
            where=RUNTIME,
            rank=55,
            unless=IN_A_RUNNING_CONTAINER,
        ),
        Pattern(
            rf"executable file {QUOTE}{COMMAND}{QUOTE} not found(?: in \$PATH)?",
            where=RUNTIME,
            unless=IN_A_RUNNING_CONTAINER,
        ),
        Pattern(
            rf"(?:crun: |create failed: |start failed: )(?:open executable|stat {QUOTE}?{COMMAND}{QUOTE}?): no such file or directory",
            where=RUNTIME,
            unless=IN_A_RUNNING_CONTAINER,
        ),
        Pattern(rf"(?:task: |shim task: )the file {COMMAND} was not found", where=RUNTIME),
        Pattern(rf"error finding executable {QUOTE}{COMMAND}{QUOTE} in PATH", where=RUNTIME),
        Pattern(r"hcs::System::CreateProcess[^\n]{0,300}The system cannot find the file specified", where=RUNTIME),
        Pattern(
            r"(?m)^(?:/\S+/)?(?:a|ba|da|k|z)?sh: (?:line )?(?:\d+: )?(?P<command>[^\s:]+): (?:command )?not found\s*$",
            where=LOG,
        ),
        Pattern(r"(?m)^(?:zsh:(?:\d+:)?|fish:) (?:command not found|Unknown command):? (?P<command>\S+)", where=LOG),
        Pattern(r"(?m)^\S+: (?:line \d+|\d+): (?P<command>[^\s:]+): (?:command )?not found\s*$", where=LOG),
        Pattern(r"(?m)^(?:ba|z)sh: (?:line \d+: )?(?P<command>/[^\s:]+): no such file or directory\s*$", where=LOG),
        Pattern(
            r"(?m)^\S+: (?:line )?\d+: (?:exec: )?(?P<command>[^\s:]+): not found\s*$",
            where=LOG,
        ),
        Pattern(
            r"(?m)^env: (?:can't execute )?['‘\"]?(?P<command>[^\s:'’\"\r]+)['’\"]?: no such file or directory\s*$",
            where=LOG,
        ),
        Pattern(r"\[FATAL tini \(\d+\)\] exec (?P<command>\S+) failed: no such file or directory", where=LOG),
    ),
    examples=(
        Example(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
            'unable to start container process: error during container init: exec: "wge": executable file not found in $PATH',
            "containerd, runc",
            STATUS,
        ),
        Example(
            "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create "
            'failed: unable to start container process: exec: "/bin/vraus": stat /bin/vraus: no such file or directory: unknown',
            "containerd 2.x, runc 1.2",
        ),
        Example(
            "Error: container create failed: executable file `wge` not found in $PATH: No such file or directory",
            "CRI-O, crun",
        ),
        Example(
            'Error: failed to start container "main": Error response from daemon: OCI runtime create failed: '
            'container_linux.go:380: starting container process caused: exec: "wge": executable file not found in $PATH: unknown',
            "Docker 20.10",
        ),
        Example("sh: wge: not found", "busybox sh", PRINTED),
        Example("bash: line 1: wge: command not found", "bash", PRINTED),
        Example("/docker-entrypoint.sh: line 12: envsubts: command not found", "bash script", PRINTED),
        Example("/start.sh: 4: uvicorn: not found", "dash script", PRINTED),
    ),
    near_misses=(
        NearMiss(
            'Readiness probe failed: OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": '
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

NOT_EXECUTABLE = Cause(
    id="crash.not-executable",
    title=N_("The command exists and may not be executed"),
    explanation=N_(
        "The file that the container should run is there, and the kernel refuses to execute it: the execute bit is not "
        "set for the user the container runs as, it is a directory or a data file, or it lies on a volume mounted "
        "noexec. Files that come from a ConfigMap are not executable unless `defaultMode` says so. A shell reports the "
        "same with exit code 126."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"exec: {QUOTE}{COMMAND}{QUOTE}: (?:permission denied|is a directory)",
            where=ANYWHERE,
            unless=IN_A_RUNNING_CONTAINER,
        ),
        Pattern(
            rf"the path {QUOTE}{COMMAND}{QUOTE} (?:exists but it is not executable|is not a regular file)",
            where=RUNTIME,
            unless=IN_A_RUNNING_CONTAINER,
        ),
        Pattern(r"open executable: permission denied", where=RUNTIME, unless=IN_A_RUNNING_CONTAINER),
        Pattern(
            rf"exec container process {QUOTE}{COMMAND}{QUOTE}: permission denied",
            where=ANYWHERE,
            unless=IN_A_RUNNING_CONTAINER,
        ),
        Pattern(r"exec user process caused:? \\*\"?permission denied", where=ANYWHERE),
        Pattern(r"(?m)^exec (?P<command>/[^\s:]+): (?:permission denied|is a directory)\s*$", where=ANYWHERE, rank=40),
        Pattern(
            r"(?m)^(?:/\S+/)?(?:a|ba|da|k|z)?sh: (?:line )?(?:\d+: )?(?:exec: )?(?P<command>[^\s:]+): (?:permission denied|is a directory|cannot execute: \S[^\n]{0,40})\s*$",
            where=LOG,
            rank=40,
            unless=r"cannot execute: required file not found|cannot execute binary file",
        ),
        Pattern(
            r"(?m)^\S+: (?:line )?\d+: (?:exec: )?(?P<command>[^\s:]+): (?:permission denied|is a directory)\s*$",
            where=LOG,
            rank=40,
            unless=r"can(?:'|no)t create",
        ),
        Pattern(r"\[FATAL tini \(\d+\)\] exec (?P<command>\S+) failed: permission denied", where=LOG, rank=40),
    ),
    examples=(
        Example(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
            'unable to start container process: exec: "/etc/passwd": permission denied',
            "containerd, runc",
            STATUS,
        ),
        Example(
            "container create failed: the path `/app/run.sh` exists but it is not executable", "CRI-O, crun", STATUS
        ),
        Example(
            "Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to "
            'start container process: exec: "/app": is a directory: unknown',
            "Docker 24",
        ),
        Example("standard_init_linux.go:228: exec user process caused: permission denied", "runc 1.0", PRINTED),
        Example("sh: /app/run.sh: Permission denied", "busybox sh, exit code 126", PRINTED),
    ),
    near_misses=(
        NearMiss("sh: can't create /data/x: Permission denied", "crash.permission-denied", PRINTED),
        NearMiss("open /data/db: permission denied", "crash.permission-denied", PRINTED),
    ),
    next=(
        Advice(
            N_("Look at the file's mode and owner in the image."),
            "docker run --rm --entrypoint ls {image} -l {command}",
        ),
        READ_SPEC,
    ),
    remedies=(
        Advice(
            N_(
                "Set the execute bit in the image (`COPY --chmod=0755`, `RUN chmod +x`), set `defaultMode: 0755` where the "
                "file comes from a ConfigMap, or start it through its interpreter (`sh file`)."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(COMMAND_AND_ARGUMENTS, "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"),
)

WRONG_ARCHITECTURE = Cause(
    id="crash.wrong-architecture",
    title=N_("The program is not for this node's architecture"),
    explanation=N_(
        "The kernel read the file and does not know its format: it was built for another architecture (arm64 on an amd64 "
        "node or the other way round), or it is a script without a first line `#!…`. The image could be pulled, since "
        "its manifest claims the right platform or claims none. It often comes from an image built on a laptop with "
        "another processor than the cluster's."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"(?:(?:exec )?(?P<command>/[^\s:\"'`\\]+)\\*[\"'`]?: )?exec format error",
            where=ANYWHERE,
            rank=30,
            unless=r"exec failed|probe (?:failed|errored)",
        ),
        Pattern(r"cannot execute binary file(?:: exec format error)?", where=LOG, rank=30),
        Pattern(r"is not a valid win32 application|image platform \S+ does not match", where=LOG, rank=30),
        Pattern(r"rosetta error|qemu-\S+: could not open '/lib", where=LOG, rank=30),
    ),
    examples=(
        Example("exec /app: exec format error", "runc, printed by process 1", PRINTED),
        Example("standard_init_linux.go:228: exec user process caused: exec format error", "runc 1.0", PRINTED),
        Example("container create failed: exec container process `/app`: Exec format error", "CRI-O, crun", STATUS),
        Example(
            "/entrypoint.sh: line 3: /usr/local/bin/app: cannot execute binary file: Exec format error", "bash", PRINTED
        ),
    ),
    near_misses=(
        NearMiss("ERROR: unsupported export format: xlsx", None, PRINTED),
        NearMiss("no match for platform in manifest: not found", None),
    ),
    rivals=("crash.missing-interpreter",),
    next=(
        Advice(N_("See the node's architecture."), "kubectl get node {node} -L kubernetes.io/arch"),
        Advice(N_("See the platforms the image is for."), "docker buildx imagetools inspect {image}"),
    ),
    remedies=(
        Advice(
            N_("Build the image for the cluster's platforms, and push it again."),
            "docker buildx build --platform linux/amd64,linux/arm64 -t {image} --push .",
            Changes.NOTHING,
        ),
        Advice(
            N_(
                "Or keep the workload on nodes of the image's architecture with a nodeSelector on `kubernetes.io/arch`."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(
        "https://docs.docker.com/build/building/multi-platform/",
        "https://man7.org/linux/man-pages/man2/execve.2.html",
    ),
)

MISSING_INTERPRETER = Cause(
    id="crash.missing-interpreter",
    title=N_("What the program needs to be executed is missing"),
    explanation=N_(
        "The file is there, and the kernel still says `no such file or directory`: it speaks of the interpreter that the "
        "file names. For a script that is the program in its first line: not in the image (`#!/bin/bash` on alpine), or "
        "written with Windows line ends, so that the name ends in a carriage return. For a binary it is the dynamic "
        "loader or a shared library: built against glibc and put on an image with musl, or on scratch."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        Pattern(
            r"(?:^|\n|[:=] \"?)exec (?P<command>/?[^\s:\"'`\\]+): no such file or directory", where=ANYWHERE, rank=40
        ),
        Pattern(r"exec user process caused:? \\*\"?no such file or directory", where=ANYWHERE, rank=40),
        Pattern(
            rf"exec container process (?:\(missing dynamic library\?\) )?{QUOTE}{COMMAND}{QUOTE}: no such file or directory",
            where=ANYWHERE,
            rank=40,
        ),
        Pattern(
            r"error while loading shared libraries: (?P<library>[^\s:]+): cannot open shared object file",
            where=LOG,
            rank=30,
        ),
        Pattern(r"error loading shared library (?P<library>[^\s:]+): no such file or directory", where=LOG, rank=30),
        Pattern(
            r"error relocating [^\s:]+: \S+: symbol not found|version [`'\"](?P<library>GLIBC(?:XX)?_[0-9.]+)[`'\"] not found",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"bad interpreter: no such file or directory|(?:bash|sh|python3?|node|ruby|perl|env)(?:\\r|\^M|\r)['’\"]?: (?:no such file|not found|bad interpreter|permission denied)",
            where=LOG,
            rank=20,
        ),
        Pattern(r"cannot execute: required file not found", where=LOG, rank=20),
        Pattern(r"\$'(?P<command>[^'\n]*)\\r': command not found", where=LOG, rank=20),
        Pattern(
            r"(?m)^\S*sh: (?:line )?(?:\d+: )?(?P<command>[^\s:]+): not found\r\s*$|: not found\r\n", where=LOG, rank=60
        ),
    ),
    examples=(
        Example("exec /entrypoint.sh: no such file or directory", "runc, printed by process 1", PRINTED),
        Example("standard_init_linux.go:228: exec user process caused: no such file or directory", "runc 1.0", PRINTED),
        Example(
            "container create failed: exec container process (missing dynamic library?) `/app`: No such file or directory",
            "CRI-O, crun",
            STATUS,
        ),
        Example(
            "/app/server: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory",
            "glibc loader",
            PRINTED,
        ),
        Example(
            "/bin/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /bin/app)",
            "glibc",
            PRINTED,
        ),
        Example("env: ‘bash\\r’: No such file or directory", "GNU env, CRLF", PRINTED),
        Example("/bin/sh^M: bad interpreter: No such file or directory", "bash, CRLF", PRINTED),
        Example(
            "Error loading shared library libstdc++.so.6: No such file or directory (needed by /app)",
            "musl loader",
            PRINTED,
        ),
    ),
    near_misses=(
        NearMiss(
            'exec: "/entrypoint.sh": stat /entrypoint.sh: no such file or directory: unknown', "crash.command-not-found"
        ),
        NearMiss("open /etc/app.yaml: no such file or directory", "crash.missing-file", PRINTED),
    ),
    rivals=("crash.command-not-found",),
    next=(
        Advice(
            N_("Read the file's first line: a `\\r` at its end means Windows line ends."),
            "docker run --rm --entrypoint head {image} -n1 {command} | od -c",
        ),
        Advice(
            N_("For a binary, list the libraries it does not find."),
            "docker run --rm --entrypoint ldd {image} {command}",
        ),
    ),
    remedies=(
        Advice(
            N_(
                "Write the script with Unix line ends (`.gitattributes`: `*.sh text eol=lf`), and name an interpreter that the image has."
            )
        ),
        Advice(
            N_(
                "Build the binary on the base image that it runs on, or statically (`CGO_ENABLED=0`), or install the library."
            )
        ),
    ),
    references=("https://man7.org/linux/man-pages/man2/execve.2.html", "https://git-scm.com/docs/gitattributes#_eol"),
)

START_ERROR = Cause(
    id="crash.start-error",
    title=N_("The container runtime could not start the container"),
    explanation=N_(
        "The container was created and the runtime could not start its first process; no line of the program ran. What "
        "the runtime said is quoted: the part after the last colon is the reason, the parts before it are the layers that "
        "passed it on. Exit code 128 stands for this, it is not the program's."
    ),
    owner=Owner.CONFIGURATION,
    reasons=("StartError", "ContainerCannotRun"),
    patterns=(
        Pattern(r"OCI runtime (?:create|start) failed", where=RUNTIME, rank=95, unless=IN_A_RUNNING_CONTAINER),
        Pattern(r"failed to (?:create|start) (?:containerd|shim) task", where=RUNTIME, rank=95),
        Pattern(r"container create failed:", where=RUNTIME, rank=95),
        Pattern(
            r"(?:reserve container name \S+ name \S+ is reserved for|create container timeout|cannot start a stopped process|ttrpc: closed)",
            where=RUNTIME,
            rank=90,
        ),
    ),
    examples=(
        Example(
            "failed to create containerd task: failed to create shim task: ttrpc: closed: unknown", "containerd", STATUS
        ),
        Example(
            "container create failed: creating keyring: Disk quota for keys: unexpected state", "CRI-O, crun", STATUS
        ),
        Example("OCI runtime start failed: cannot start an already running container: unknown", "Docker, runc"),
    ),
    near_misses=(
        NearMiss(
            'OCI runtime create failed: runc create failed: unable to start container process: exec: "x": permission denied',
            "crash.not-executable",
        ),
        NearMiss("Back-off restarting failed container main in pod web-7b996f599d-8cgw6_calm(1)", None),
    ),
    next=(
        READ_SPEC,
        Advice(
            N_("Read what the runtime on the node says about it."),
            "kubectl debug node/{node} -it --image=busybox --profile=sysadmin -- chroot /host journalctl -u containerd -u crio --since -15min",
            Changes.NODE,
        ),
        LOOK_INSIDE,
    ),
    remedies=(EDIT,),
    references=(POD_LIFECYCLE, DEBUG_PODS),
)

CAUSES = (COMMAND_NOT_FOUND, NOT_EXECUTABLE, WRONG_ARCHITECTURE, MISSING_INTERPRETER, START_ERROR)
