"""The file system that the process found is not the one it needs."""

from kanivete.catalogue.crash.common import (
    EDIT,
    LOOK_INSIDE,
    PATH,
    READ_SPEC,
    SECURITY_CONTEXT,
    VOLUMES,
)
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

# Tools that read what a container is given; `ls` only looks, so what it misses is the command's own mistake.
_READERS = r"(?:cat|cp|mv|source|\.|head|tail|sed|grep|awk|envsubst|chmod|chown|sh|bash|python3?|stat|ln|tar)"

MISSING_FILE = Cause(
    id="crash.missing-file",
    title=N_("A file that the program needs is not there"),
    explanation=N_(
        "The program opened a file that does not exist in its container. Either the image lacks it (not "
        "copied, another "
        "path, left out by .dockerignore), or it should come from a volume that is not mounted there, or a "
        "volume mounted "
        "over the directory hides what the image had. Relative paths count from the image's or the pod's working "
        "directory."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(rf"(?:FileNotFoundError|IOError|OSError): \[Errno 2\] No such file or directory: '{PATH}'", where=LOG),
        Pattern(r"(?:FileNotFoundError|IOError|OSError): \[Errno 2\] No such file or directory", where=LOG, rank=60),
        Pattern(
            rf"(?:open|stat|lstat|read|chdir|readlink|fork/exec|scandir|opendir) {PATH}: (?:no such file or "
            rf"directory|The system cannot find the (?:file|path) specified)",
            where=LOG,
        ),
        Pattern(r"ENOENT: no such file or directory, \w+ '(?P<file>[^'\n]{1,300})'", where=LOG),
        Pattern(r"FileNotFoundException: (?P<file>[^\s(]+) \(No such file or directory\)", where=LOG),
        Pattern(r"NoSuchFileException: (?P<file>[^\s:]+)", where=LOG),
        Pattern(r"FileNotFoundException: class path resource \[(?P<file>[^\]\n]+)\]", where=LOG),
        Pattern(r"No such file or directory @ \w+ - (?P<file>[^\s(]+)", where=LOG),
        Pattern(
            r"failed to open stream: No such file or directory|failed opening required '(?P<file>[^'\n]+)'", where=LOG
        ),
        Pattern(
            r"(?:FileNotFoundException|DirectoryNotFoundException): Could not find (?:file|a part of the "
            r"path) '(?P<file>[^'\n]+)'",
            where=LOG,
        ),
        Pattern(r"Os \{ code: 2, kind: NotFound", where=LOG),
        Pattern(r"can't open file '(?P<file>[^'\n]+)': \[Errno 2\]", where=LOG),
        Pattern(r"Cannot find module '(?P<file>/[^'\n]+)'", where=LOG),
        Pattern(
            r"Unable to access jarfile (?P<file>\S+)|Could not open input file: (?P<script>\S+)"
            r"|The application '(?P<application>[^'\n]+)' does not exist",
            where=LOG,
        ),
        Pattern(r"\[emerg\][^\n]{0,200}\"(?P<file>/[^\"\n]+)\"[^\n]{0,40}\(2: No such file or directory\)", where=LOG),
        Pattern(
            r"\[emerg\][^\n]{0,60}cannot load certificate(?: key)? \"(?P<file>[^\"\n]+)\"[^\n]{0,120}No such file",
            where=LOG,
            rank=45,
        ),
        Pattern(
            r"(?m)^(?:/\S+/)?(?:a|ba|da)?sh: (?:line )?(?:\d+: )?(?:can't open|cannot open|can't access) "
            r"['\"]?(?P<file>[^\s'\":]+)['\"]?(?:: no such file(?: or directory)?)?\s*$",
            where=LOG,
        ),
        Pattern(
            r"(?m)^\S*sh: (?:\d+: )(?:\S+: )?(?:can't|cannot) open (?P<file>[^\s:]+)(?:: no such file)?\s*$", where=LOG
        ),
        Pattern(
            rf"(?m)^{_READERS}: (?:can't open |can't stat |cannot open |cannot stat |cannot access "
            rf")?['‘\"]?(?P<file>/[^\s'’\":]+)['’\"]?(?: for reading)?: no such file or directory\s*$",
            where=LOG,
        ),
        Pattern(
            r"(?m)^\S+: (?:line )?\d+: (?:\.|source: |cd: )?\s?(?P<file>/?[^\s:]+): no such file or directory\s*$",
            where=LOG,
            rank=60,
        ),
        Pattern(
            r"(?P<file>/[^\s'\":,]+\.\w{1,8})['\"]? (?:does not exist|doesn't exist|could not be found)",
            where=LOG,
            rank=55,
        ),
        Pattern(r"\(os error 2\)|Could not locate (?P<gemfile>Gemfile)", where=LOG, rank=59),
        Pattern(r"file '(?P<file>/[^'\n]{1,300})' does not exist or is empty", where=LOG, rank=50),
        Pattern(
            r"unable to bind listening socket for address '(?P<file>/[^'\n]{1,200})': No such file"
            r"|: open : no such file or directory",
            where=LOG,
        ),
        Pattern(r"can't open config file '(?P<file>[^'\n]{1,300})'", where=LOG, rank=58),
        Pattern(
            r"Failed to (?:open|load|read) [^\n]{0,60}\"?(?P<file>/[^\s\":]+)\"?:? [^\n]{0,20}no such file "
            r"or directory",
            where=LOG,
            rank=60,
        ),
        Pattern(
            r"(?:config(?:uration)?|properties|settings) file (?:\S+ )?['\"]?(?P<file>[^\s'\"]+)['\"]? "
            r"(?:does not exist|not found|is missing|could not be found)",
            where=LOG,
            rank=60,
        ),
    ),
    examples=(
        Example("FileNotFoundError: [Errno 2] No such file or directory: '/etc/app/config.yaml'", "Python", PRINTED),
        Example("panic: open /etc/app/config.yaml: no such file or directory", "Go", PRINTED),
        Example("Error: ENOENT: no such file or directory, open '/app/config.json'", "Node.js", PRINTED),
        Example("Error: Cannot find module '/app/server.js'", "Node.js, entry file", PRINTED),
        Example("java.io.FileNotFoundException: /etc/app/keystore.jks (No such file or directory)", "Java", PRINTED),
        Example("Error: Unable to access jarfile /app/app.jar", "Java launcher", PRINTED),
        Example("No such file or directory @ rb_sysopen - config/database.yml (Errno::ENOENT)", "Ruby", PRINTED),
        Example(
            'nginx: [emerg] open() "/etc/nginx/conf.d/app.conf" failed (2: No such file or directory)', "nginx", PRINTED
        ),
        Example("System.IO.FileNotFoundException: Could not find file '/app/appsettings.json'.", ".NET", PRINTED),
        Example(
            "ERROR: unable to bind listening socket for address '/run/php/fpm.sock': No such file or directory (2)",
            "PHP-FPM",
            PRINTED,
        ),
        Example("Error: load certificate: open : no such file or directory", "Go, an empty path", PRINTED),
        Example("sh: can't open '/scripts/run.sh': No such file or directory", "busybox sh", PRINTED),
        Example("cat: /etc/config/app.conf: No such file or directory", "coreutils", PRINTED),
    ),
    near_misses=(
        NearMiss("ls: vraus: No such file or directory", "crash.application-error", PRINTED),
        NearMiss(
            '2026/11/22 07:44:03 [error] 8#8: *1 open() "/usr/share/nginx/html/nothere" failed (2: No such '
            "file or directory), "
            'client: 10.244.2.1, server: localhost, request: "GET /nothere HTTP/1.1"',
            None,
            PRINTED,
        ),
        NearMiss("exec /entrypoint.sh: no such file or directory", "crash.missing-interpreter", PRINTED),
    ),
    next=(
        READ_SPEC,
        Advice(N_("Look for the file in the image."), "docker run --rm --entrypoint ls {image} -l {file}"),
        LOOK_INSIDE,
    ),
    remedies=(
        Advice(
            N_("Mount the ConfigMap, Secret or volume that has the file at that path, or copy it into the image."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/", VOLUMES),
)

PERMISSION_DENIED = Cause(
    id="crash.permission-denied",
    title=N_("The process may not do what it tried"),
    explanation=N_(
        "The kernel refused a file or a port to the user that the process runs as. Files keep the owner of "
        "the image or "
        "of the volume: a process that runs as another user (runAsUser, an arbitrary user on OpenShift) cannot write "
        "what belongs to root. Ports below 1024 need a capability or `net.ipv4.ip_unprivileged_port_start`. `fsGroup` "
        "gives a volume to a group when it is mounted."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"(?:PermissionError|IOError|OSError): \[Errno (?:1|13)\] "
            rf"(?:Permission denied|Operation not permitted)(?:: '{PATH}')?",
            where=LOG,
        ),
        Pattern(
            rf"(?:open|mkdir|stat|lstat|unlink|remove|rename|chown|chmod|create|read|chdir|fork/exec) "
            rf"{PATH}: (?:permission denied|operation not permitted)",
            where=LOG,
        ),
        Pattern(r"listen (?:tcp[46]?|udp[46]?) (?P<address>\S*):(?P<port>\d+): bind: permission denied", where=LOG),
        Pattern(
            r"EACCES: permission denied, \w+ '(?P<file>[^'\n]{1,300})'|EPERM: operation not permitted, \w+ "
            r"'[^'\n]{1,300}'",
            where=LOG,
        ),
        Pattern(r"listen EACCES: permission denied (?:(?P<address>\S*):)?(?P<port>\d+)\b", where=LOG),
        Pattern(
            r"FileNotFoundException: (?P<file>[^\s(]+) \(Permission denied\)|AccessDeniedException: (?P<path>/\S+)",
            where=LOG,
        ),
        Pattern(r"SocketException: Permission denied|BindException: Permission denied", where=LOG),
        Pattern(r"(?:Permission denied|Operation not permitted) @ \w+ - (?P<file>[^\s(]+)|Errno::EACCES", where=LOG),
        Pattern(
            r"failed to open stream: Permission denied|bind\(\) to (?P<address>\S*):(?P<port>\d+) failed "
            r"\(13: Permission denied\)",
            where=LOG,
        ),
        Pattern(
            r"UnauthorizedAccessException: Access to the path '(?P<file>[^'\n]+)' is denied|SocketException \(13\)",
            where=LOG,
        ),
        Pattern(r"Os \{ code: (?:1|13), kind: PermissionDenied", where=LOG),
        Pattern(r"\[emerg\][^\n]{0,200}\"(?P<file>/[^\"\n]+)\"[^\n]{0,60}\(13: Permission denied\)", where=LOG),
        Pattern(
            r"make_sock: could not bind to address \S+|\(13\)Permission denied: AH\d+",
            where=LOG,
            unless=r"address already in use",
        ),
        Pattern(
            r"(?m)^\S*sh: (?:line )?(?:\d+: )?(?:can't|cannot) (?:create|open) "
            r"['\"]?(?P<file>[^\s:'\"]+)['\"]?: permission denied\s*$",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"(?m)^[a-z0-9_.+-]+: (?:cannot|can't|couldn't|could not|unable to|failed "
            r"to|changing|setting|error)[^\n]{0,60}?['‘\"]?(?P<file>/[^\s:'’\"]+)['’\"]?(?:: | "
            r"\()[^\n]{0,40}(?:permission denied|operation not permitted)",
            where=LOG,
        ),
        Pattern(
            r"(?m)^[a-z0-9_.+-]+: (?:cannot|can't|couldn't|could not|unable to|failed to)? "
            r"?['‘\"]?(?P<file>/[^\s:'’\"]+)['’\"]?: (?:permission denied|operation not permitted)\s*$",
            where=LOG,
            rank=60,
        ),
        Pattern(
            r"FATAL: +(?:could not|data directory)[^\n]{0,160}(?:permission denied|has wrong ownership|has "
            r"invalid permissions)",
            where=LOG,
        ),
        Pattern(
            r"(?m): (?:permission denied|operation not permitted|eacces)\)?$",
            where=LOG,
            rank=72,
            unless=r"publickey|client: |request: |HTTP/1|\bretry",
        ),
        Pattern(r"\(os error 13\)|\(os error 1\)|\[Errno 13\] permission denied", where=LOG, rank=57),
        Pattern(
            r"\(?(?:you )?must be (?:run as )?root\b|requires root privileges",
            where=LOG,
            rank=60,
            unless=r"\bwarn(?:ing)?\b|must not",
        ),
        Pattern(r"Unable to write to the backend\b", where=LOG, rank=58),
        Pattern(r"\bis not writable\b|file access denied", where=LOG, rank=65, unless=r"\bwarn(?:ing)?\b"),
        Pattern(r"could not (?:open|create|write|access|change)[^\n]{0,120}: permission denied", where=LOG, rank=60),
        Pattern(
            r"(?m)^(?:\S* ?\[?(?:fatal|error|critical|emerg|panic)\]?:?)[^\n]{0,160}\b(?:permission "
            r"denied|operation not permitted)\W*$",
            where=LOG,
            rank=70,
            unless=r"publickey|client: |request: |HTTP/1",
        ),
    ),
    examples=(
        Example("PermissionError: [Errno 13] Permission denied: '/data/index'", "Python", PRINTED),
        Example("su: cannot set groups: Operation not permitted", "util-linux", PRINTED),
        Example(
            "iptables: can't initialize iptables table `nat': Permission denied (you must be root)", "iptables", PRINTED
        ),
        Example("panic: open /data/index: permission denied", "Go", PRINTED),
        Example("ERROR Unable to initialize backend: Unable to write to the backend", "MinIO", PRINTED),
        Example("listen tcp :80: bind: permission denied", "Go", PRINTED),
        Example("Error: listen EACCES: permission denied 0.0.0.0:80", "Node.js", PRINTED),
        Example("java.nio.file.AccessDeniedException: /var/log/app", "Java", PRINTED),
        Example("nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)", "nginx", PRINTED),
        Example("mkdir: cannot create directory '/var/lib/app': Permission denied", "coreutils", PRINTED),
        Example(
            "chown: changing ownership of '/var/lib/postgresql/data': Operation not permitted", "coreutils", PRINTED
        ),
        Example("System.UnauthorizedAccessException: Access to the path '/keys' is denied.", ".NET", PRINTED),
        Example("Permission denied @ rb_sysopen - /app/log/production.log (Errno::EACCES)", "Ruby", PRINTED),
    ),
    near_misses=(
        NearMiss('10.0.0.1 - - "GET /admin HTTP/1.1" 403 12 "permission denied"', None, PRINTED),
        NearMiss("sh: /app/run.sh: Permission denied", "crash.not-executable", PRINTED),
        NearMiss("INFO request 17: permission denied for user bob, answered 403", None, PRINTED),
    ),
    next=(
        Advice(
            N_("See who owns the file, and compare with the user the container runs as (`id`)."),
            "kubectl exec -n {namespace} {pod} -c {container} -- ls -ldn {file}",
        ),
        READ_SPEC,
        LOOK_INSIDE,
    ),
    remedies=(
        Advice(
            N_(
                "Give the volume to the process (`securityContext.fsGroup`), give the files to its user in the image "
                "(`COPY --chown`), or run it as the user that owns them. For a port below 1024, listen on a "
                "higher one and "
                "let the Service map it."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(SECURITY_CONTEXT,),
)


CAUSES = (
    MISSING_FILE,
    PERMISSION_DENIED,
)
