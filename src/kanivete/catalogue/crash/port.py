"""The port to listen on is taken."""

from kanivete.catalogue.crash.common import EDIT, READ_LOG, READ_SPEC
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

AT = r"(?P<address>[0-9.*]+|\[[0-9a-f:]*\]|[a-z0-9.-]+|:{2,3})?"

PORT_IN_USE = Cause(
    id="crash.port-in-use",
    title=N_("The port that the process wants to listen on is taken"),
    explanation=N_(
        "All containers of a pod share one network, so a port can be taken by another process of the same "
        "container, by "
        "another container of the pod (a sidecar, a second copy of the server), or, with `hostNetwork: "
        "true`, by anything "
        "on the node. Other pods cannot be the reason. Two servers of one program that both bind the "
        "default port are the "
        "usual case."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        # nginx tries five times for an address in use, and for nothing else.
        Pattern(r"\[emerg\][^\n]{0,40}still could not bind\(\)", where=LOG, rank=42),
        # What gunicorn says five times, and when it gives up.
        Pattern(
            r"(?:Connection in use:|\[ERROR\] Can't connect to|^Can't connect to) "
            r"\('(?P<address>[^'\n]*)', (?P<port>\d+)\)",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"{AT}:(?P<port>\d+): bind: (?:address already in use|Only one usage of each socket address)",
            where=LOG,
            rank=40,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
        Pattern(
            r"EADDRINUSE:? [^\n]{0,30}?:?(?P<port>\d{1,5})\b",
            where=LOG,
            rank=40,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
        Pattern(rf"bind\(\) to {AT}:(?P<port>\d+) failed \(98:", where=LOG, rank=40),
        Pattern(
            r"Failed listening on port (?P<listening>\d+)|\bPort (?P<port>\d+) (?:was|is) already (?:in use"
            r"|allocated)|port (?P<other>\d+) is in "
            r"use|Failed to bind to address \S+?:(?P<third>\d+): address already in use",
            where=LOG,
            rank=45,
            unless=r"retry|trying (?:another|next|again|port)|instead",
        ),
        Pattern(
            r"(?:could not|unable to|failed to|cannot|can't|error) "
            r"(?:bind|listen|start)[^\n]{0,80}?:(?P<port>\d{1,5})\b[^\n]{0,40}address (?:already )?in use",
            where=LOG,
            rank=45,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
        Pattern(r"another FPM instance seems to already listen on (?P<address>\S{1,200})", where=LOG, rank=45),
        Pattern(
            r"address (?:is )?already in use|EADDRINUSE|kind: AddrInUse|Only one usage of each socket "
            r"address|\[Errno 98\]|Address in use",
            where=LOG,
            rank=55,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
    ),
    examples=(
        Example("OSError: [Errno 98] Address already in use", "Python", PRINTED),
        Example("listen tcp :8080: bind: address already in use", "Go", PRINTED),
        Example("Error: listen EADDRINUSE: address already in use :::3000", "Node.js", PRINTED),
        Example("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)", "nginx", PRINTED),
        Example("Web server failed to start. Port 8080 was already in use.", "Spring Boot", PRINTED),
        Example("ERROR: An another FPM instance seems to already listen on /run/fpm.sock", "PHP-FPM", PRINTED),
        Example("java.net.BindException: Address already in use", "Java", PRINTED),
        Example('Address already in use - bind(2) for "0.0.0.0" port 3000 (Errno::EADDRINUSE)', "Ruby", PRINTED),
    ),
    near_misses=(
        NearMiss("WARN :8080: bind: address already in use, trying next port", None, PRINTED),
        NearMiss("listen tcp :80: bind: permission denied", "crash.permission-denied", PRINTED),
    ),
    next=(
        READ_SPEC,
        READ_LOG,
        Advice(
            N_("See who listens in the pod's network, while it runs."),
            "kubectl debug -n {namespace} {pod} -it --image=nicolaka/netshoot --target={container} -- ss -lntp",
            Changes.WORKLOAD,
        ),
    ),
    remedies=(
        Advice(
            N_("Give each server of the pod its own port, and start each only once."), EDIT.command, Changes.WORKLOAD
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking",),
)

CAUSES = (PORT_IN_USE,)
