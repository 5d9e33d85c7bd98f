"""The file to execute is there, and the kernel cannot or may not execute it."""

from kanivete.catalogue.crash.common import (
    COMMAND_AND_ARGUMENTS,
    EDIT,
    QUOTE,
    READ_SPEC,
)
from kanivete.catalogue.crash.runtime_words import ANYWHERE, COMMAND, OF_ANOTHER_PROCESS, PRINTED, RUNTIME, STATUS
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern
from kanivete.model import Changes, Owner

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
            unless=OF_ANOTHER_PROCESS,
        ),
        Pattern(
            rf"the path {QUOTE}{COMMAND}{QUOTE} (?:exists but it is not executable|is not a regular file)",
            where=RUNTIME,
            unless=OF_ANOTHER_PROCESS,
        ),
        Pattern(r"open executable: permission denied", where=RUNTIME, unless=OF_ANOTHER_PROCESS),
        Pattern(
            rf"exec container process {QUOTE}{COMMAND}{QUOTE}: permission denied",
            where=ANYWHERE,
            unless=OF_ANOTHER_PROCESS,
        ),
        Pattern(r"exec user process caused:? \\*\"?permission denied", where=ANYWHERE),
        Pattern(r"(?m)^exec (?P<command>/[^\s:]+): (?:permission denied|is a directory)\s*$", where=ANYWHERE, rank=40),
        Pattern(
            r"(?m)^(?:/\S+/)?(?:a|ba|da|k|z)?sh: (?:line )?(?:\d+: )?(?:exec: )?(?P<command>[^\s:]+): "
            r"(?:permission denied|is a directory|cannot execute: \S[^\n]{0,40})\s*$",
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
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc "
            "create failed: "
            'unable to start container process: exec: "/etc/passwd": permission denied',
            "containerd, runc",
            STATUS,
        ),
        Example(
            "container create failed: the path `/app/run.sh` exists but it is not executable", "CRI-O, crun", STATUS
        ),
        Example(
            "Error response from daemon: failed to create shim task: OCI runtime create failed: runc create "
            "failed: unable to "
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
                "Set the execute bit in the image (`COPY --chmod=0755`, `RUN chmod +x`), set `defaultMode: "
                "0755` where the "
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
        "The kernel read the file and does not know its format: it was built for another architecture "
        "(arm64 on an amd64 "
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
        Pattern(r"(?P<command>/[^\s:]{1,300}): invalid ELF header", where=LOG, rank=30),
        Pattern(r"is not a valid win32 application|image platform \S+ does not match", where=LOG, rank=30),
        Pattern(r"rosetta error|qemu-\S+: could not open '/lib", where=LOG, rank=30),
    ),
    examples=(
        Example("exec /app: exec format error", "runc, printed by process 1", PRINTED),
        Example("standard_init_linux.go:228: exec user process caused: exec format error", "runc 1.0", PRINTED),
        Example("container create failed: exec container process `/app`: Exec format error", "CRI-O, crun", STATUS),
        Example("Error: /app/node_modules/bcrypt/bcrypt.node: invalid ELF header", "Node.js, native module", PRINTED),
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
        "The file is there, and the kernel still says `no such file or directory`: it speaks of the "
        "interpreter that the "
        "file names. For a script that is the program in its first line: not in the image (`#!/bin/bash` on "
        "alpine), or "
        "written with Windows line ends, so that the name ends in a carriage return. For a binary it is the dynamic "
        "loader or a shared library: built against glibc and put on an image with musl, or on scratch."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"(?:^|\n|[:=] \"?)exec (?P<command>/?[^\s:\"'`\\]+): no such file or directory", where=ANYWHERE, rank=40
        ),
        Pattern(r"exec user process caused:? \\*\"?no such file or directory", where=ANYWHERE, rank=40),
        Pattern(
            rf"exec container process (?:\(missing dynamic library\?\) )?{QUOTE}{COMMAND}{QUOTE}: no such "
            rf"file or directory",
            where=ANYWHERE,
            rank=40,
        ),
        Pattern(
            r"(?:error while loading shared libraries|ImportError|OSError|LoadError|Error): "
            r"(?P<library>[^\s:]+\.so[^\s:]*): "
            r"cannot open shared object file",
            where=LOG,
            rank=30,
        ),
        Pattern(r"error loading shared library (?P<library>[^\s:]+): no such file or directory", where=LOG, rank=30),
        Pattern(
            r"error relocating [^\s:]+: \S+: symbol not found|version "
            r"[`'\"](?P<library>GLIBC(?:XX)?_[0-9.]+)[`'\"] not found",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"bad interpreter: no such file or directory|(?:bash|sh|python3?|node|ruby|perl|env)(?:\\r|\^M"
            r"|\r)['’\"]?: (?:no such file|not found|bad interpreter|permission denied)",
            where=LOG,
            rank=20,
        ),
        Pattern(r"cannot execute: required file not found", where=LOG, rank=20),
        Pattern(
            r"You must install(?: or update)? \.NET to run|Framework: 'Microsoft\.(?P<library>[\w.]{1,60})', version '"
            r"|not possible to find any compatible framework version",
            where=LOG,
            rank=30,
        ),
        Pattern(r"relocation error: \S{1,200}: symbol \S{1,100},? version ", where=LOG, rank=30),
        Pattern(r"\$'(?P<command>[^'\n]*)\\r': command not found", where=LOG, rank=20),
        Pattern(
            r"(?m)^\S*sh: (?:line )?(?:\d+: )?(?P<command>[^\s:]+): not found\r\s*$|: not found\r\n", where=LOG, rank=60
        ),
    ),
    examples=(
        Example("exec /entrypoint.sh: no such file or directory", "runc, printed by process 1", PRINTED),
        Example("standard_init_linux.go:228: exec user process caused: no such file or directory", "runc 1.0", PRINTED),
        Example(
            "container create failed: exec container process (missing dynamic library?) `/app`: No such "
            "file or directory",
            "CRI-O, crun",
            STATUS,
        ),
        Example(
            "ImportError: libpq.so.5: cannot open shared object file: No such file or directory", "Python", PRINTED
        ),
        Example(
            "/app/server: error while loading shared libraries: libssl.so.1.1: cannot open shared object "
            "file: No such file or directory",
            "glibc loader",
            PRINTED,
        ),
        Example(
            "/bin/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /bin/app)",
            "glibc",
            PRINTED,
        ),
        Example(
            "You must install or update .NET to run this application.\n\n"
            "Framework: 'Microsoft.AspNetCore.App', version '9.0.0' (x64)",
            ".NET",
            PRINTED,
        ),
        Example("/app: relocation error: /lib/libm.so: symbol x, version GLIBC_PRIVATE not defined", "glibc", PRINTED),
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
                "Write the script with Unix line ends (`.gitattributes`: `*.sh text eol=lf`), and name an "
                "interpreter that the image has."
            )
        ),
        Advice(
            N_(
                "Build the binary on the base image that it runs on, or statically (`CGO_ENABLED=0`), or "
                "install the library."
            )
        ),
    ),
    references=("https://man7.org/linux/man-pages/man2/execve.2.html", "https://git-scm.com/docs/gitattributes#_eol"),
)

CAUSES = (NOT_EXECUTABLE, WRONG_ARCHITECTURE, MISSING_INTERPRETER)
