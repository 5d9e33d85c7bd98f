"""The registry's name, and the servers the node asks for it."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss
from kanivete.catalogue.image.common import (
    DESCRIBE,
    containerd,
    containerd_2,
    crio,
    docker,
    head,
    pulling,
)
from kanivete.model import Changes, Owner

_NAME = r"(?P<host>[^\s:\"\\]+)"
_SERVER = r"(?: on (?P<server>[^\s\"\\]+?):\d+)?"
_DNS = "https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/"
_RESOLVE = Advice(
    N_("On the node {node}, look the name up with the node's own resolver (pods use another one)."),
    "getent hosts {host}; cat /etc/resolv.conf",
)

CAUSES = (
    Cause(
        id="image.dns-name",
        title=N_("The name {host} does not exist in the DNS that the node asks"),
        explanation=N_(
            "The node asked its name server, and the server answered: there is no such name. Either the "
            "registry's name in "
            "the image is misspelt, or it exists only in another DNS (inside a company, inside the "
            "cluster) than the one the "
            "node uses. No repository is missing: nobody got as far as asking."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(r"lookup " + _NAME + _SERVER + r": no such host", 45),
            pulling(
                r"(?:could not resolve host|name or service not known|no address associated with hostname)(?:: "
                + _NAME
                + ")?",
                50,
            ),
            pulling(r"no such host", 60),
        ),
        examples=(
            Example(
                containerd(
                    "nosuch.registry.test:5000/library/alpine:latest",
                    head(
                        "nosuch.registry.test:5000",
                        "library/alpine",
                        "latest",
                        "dial tcp: lookup nosuch.registry.test on 10.89.0.5:53: no such host",
                    ),
                ),
                "containerd 1.6",
            ),
            Example(
                crio(
                    "reg.exampel/a:1",
                    'pinging container registry reg.exampel: Get "https://reg.exampel/v2/": dial tcp: lookup '
                    "reg.exampel on [fd00::53]:53: no such host",
                ),
                "CRI-O, IPv6 resolver",
            ),
            Example(
                docker("reg.exampel/a:1", "Get https://reg.exampel/v2/: dial tcp: lookup reg.exampel: no such host"),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss("dial tcp: lookup redis on 10.96.0.10:53: no such host"),
            NearMiss(
                containerd(
                    "reg.example/a:1",
                    head("reg.example", "a", "1", "dial tcp: lookup reg.example on 10.0.0.2:53: server misbehaving"),
                ),
                "image.dns-server",
            ),
        ),
        next=(_RESOLVE, DESCRIBE),
        remedies=(
            Advice(
                N_("If the name is misspelt, correct the image."),
                "kubectl -n {namespace} edit {workload}",
                Changes.WORKLOAD,
            ),
            Advice(
                N_("If it is right, make the node's resolver know it: the zone, or its forwarding, is missing there.")
            ),
        ),
        references=(_DNS,),
    ),
    Cause(
        id="image.dns-server",
        title=N_("The node's name server {server} does not answer for {host}"),
        explanation=N_(
            "The name may well exist: the node could not find out, because its name server is down, "
            "unreachable, or broken. "
            "Every pull from every registry is at risk on this node."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(
                r"lookup "
                + _NAME
                + _SERVER
                + r": (?:server misbehaving|Temporary failure in name resolution|Try again|i/o timeout"
                r"|(?:read|dial|write) (?:udp|tcp)|no answer from DNS server|cannot unmarshal DNS "
                r"message|context deadline exceeded"
                r"|operation was canceled|no such device|device or resource busy|too many open files|server failure)",
                40,
            ),
            pulling(r"Temporary failure in name resolution|server misbehaving|(?:read|dial|write) udp \S+:53: ", 48),
        ),
        examples=(
            Example(
                containerd(
                    "reg.example/a:1",
                    head("reg.example", "a", "1", "dial tcp: lookup reg.example on 10.0.0.2:53: server misbehaving"),
                ),
                "containerd 1.7",
            ),
            Example(
                containerd_2(
                    "reg.example/a:1",
                    head(
                        "reg.example",
                        "a",
                        "1",
                        "dial tcp: lookup reg.example on 10.0.0.2:53: read udp 10.0.0.5:41233->10.0.0.2:53: i/o "
                        "timeout",
                    ),
                ),
                "containerd 2.x",
            ),
            Example(
                crio(
                    "quay.io/a:1",
                    'pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp: lookup quay.io: '
                    "Temporary failure in name resolution",
                ),
                "CRI-O",
            ),
            Example(
                docker(
                    "a:1",
                    "Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io on "
                    "127.0.0.53:53: read udp 127.0.0.1:3->127.0.0.53:53: read: connection refused",
                ),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/a:1", head("reg.example", "a", "1", "dial tcp 192.0.2.1:443: i/o timeout")),
                "image.network-timeout",
            ),
            NearMiss("lookup redis on 10.96.0.10:53: server misbehaving"),
        ),
        next=(_RESOLVE, Advice(N_("Ask that server directly."), "nslookup {host} {server}"), DESCRIBE),
        remedies=(
            Advice(
                N_(
                    "Bring the name server back, or give the node one that answers (its /etc/resolv.conf, or "
                    "systemd-resolved)."
                )
            ),
        ),
        references=(_DNS,),
        no_scenario=N_("needs a DNS server of the nodes that fails"),
    ),
)
