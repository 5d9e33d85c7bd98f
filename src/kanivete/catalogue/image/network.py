"""The way from the node to the registry."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Where
from kanivete.catalogue.image.common import (
    ADDRESS,
    ASK_REGISTRY,
    DESCRIBE,
    PULL_ON_NODE,
    URL,
    containerd,
    containerd_2,
    crio,
    docker,
    head,
    pulling,
)
from kanivete.catalogue.image.proxy import SEE_PROXY
from kanivete.model import Owner

_PODS = "https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/"
_CONNECT = Advice(N_("From the node {node}, open a connection and nothing more."), "nc -vz -w 5 {host} {port}")

CAUSES = (
    Cause(
        id="image.network-refused",
        title=N_("{registry} refuses the connection"),
        explanation=N_(
            "The packets arrive and are turned away at once: nothing listens at {address}, or a firewall "
            "answers in its place. "
            "The registry is stopped, at another port, or the name leads to the wrong machine."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(URL + r"dial tcp " + ADDRESS + r": connect: connection refused"),
            pulling(r"connection refused|target machine actively refused", 60),
        ),
        examples=(
            Example(
                containerd(
                    "refused.registry.test:5009/library/alpine:latest",
                    head(
                        "refused.registry.test:5009",
                        "library/alpine",
                        "latest",
                        "dial tcp 10.89.0.12:5009: connect: connection refused",
                    ),
                ),
                "containerd 1.6",
            ),
            Example(
                crio(
                    "[fd00::9]:5000/a:1",
                    'pinging container registry [fd00::9]:5000: Get "https://[fd00::9]:5000/v2/": dial tcp '
                    "[fd00::9]:5000: connect: connection refused",
                ),
                "CRI-O, IPv6",
            ),
            Example(
                docker(
                    "10.0.0.9:5000/a:1",
                    'Get "https://10.0.0.9:5000/v2/": dial tcp 10.0.0.9:5000: connect: connection refused',
                ),
                "Docker",
            ),
        ),
        near_misses=(
            NearMiss(
                'Readiness probe failed: Get "http://10.244.1.7:8080/": dial tcp 10.244.1.7:8080: connect: '
                "connection refused",
                "probe.readiness",
            ),
            NearMiss(
                docker(
                    "a:1",
                    "Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io on "
                    "127.0.0.53:53: read udp 127.0.0.1:3->127.0.0.53:53: read: connection refused",
                ),
                "image.dns-server",
            ),
        ),
        next=(_CONNECT, ASK_REGISTRY, DESCRIBE),
        remedies=(Advice(N_("Start the registry again, or correct the port in the image's name.")),),
        references=(_PODS,),
    ),
    Cause(
        id="image.network-timeout",
        title=N_("{registry} does not answer in time"),
        explanation=N_(
            "The node sent its packets and nothing came back. A firewall or security group that drops, a "
            "missing route or NAT, "
            "an egress rule, or an overloaded registry look like this from the node. A refusal would "
            "have come at once; silence "
            "means that the packets, or their answers, are lost on the way."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(URL + r"(?:dial|read|write) tcp " + ADDRESS + r": (?:connect: connection timed out|i/o timeout)"),
            pulling(
                r"i/o timeout|connection timed out|connected party did not properly respond|Client\.Timeout exceeded"
                r"|request canceled while waiting "
                r"for connection|TLS handshake timeout|timeout awaiting response headers",
                55,
            ),
            pulling(r"context deadline exceeded|DeadlineExceeded", 65, unless="no progress"),
        ),
        examples=(
            Example(
                containerd("192.0.2.1/a/b:1", head("192.0.2.1", "a/b", "1", "dial tcp 192.0.2.1:443: i/o timeout")),
                "containerd",
            ),
            Example(
                docker(
                    "a:1",
                    'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for '
                    "connection (Client.Timeout exceeded while awaiting headers)",
                ),
                "Docker",
            ),
            Example(
                crio(
                    "quay.io/a:1",
                    'pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp [2001:db8::1]:443: '
                    "i/o timeout",
                ),
                "CRI-O, IPv6",
            ),
            Example(
                containerd(
                    "docker.io/x/y:1", head("registry-1.docker.io", "x/y", "1", "net/http: TLS handshake timeout")
                ),
                "containerd 1.5",
            ),
            Example(
                'E1122 10:00:00.123456     912 remote_image.go:180] "PullImage from image service failed" '
                'err="rpc error: code = '
                'DeadlineExceeded desc = context deadline exceeded" image="reg.example/a/b:1"',
                "the kubelet's log",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(
            NearMiss("error determining status: rpc error: code = DeadlineExceeded desc = context deadline exceeded"),
            NearMiss(
                containerd("reg.example/timeout:timeout", "reg.example/timeout:timeout: not found", "NotFound"),
                "image.tag-not-found",
            ),
        ),
        next=(_CONNECT, SEE_PROXY, DESCRIBE),
        remedies=(
            Advice(
                N_(
                    "Open the way from the nodes to {registry} (firewall, security group, NAT, egress rules), or "
                    "give the runtime the proxy it needs."
                )
            ),
        ),
        references=(_PODS,),
    ),
    Cause(
        id="image.network-no-route",
        title=N_("The node has no way to {registry}"),
        explanation=N_(
            "The node's own network, or a router next to it, says that the address cannot be reached: no "
            "route, nobody at that "
            "address on the local network, or a firewall that rejects with that answer. With IPv6 it "
            "often means that the name has "
            "an IPv6 address and the node no IPv6 connection."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(
                URL
                + r"(?:dial|read|write) tcp "
                + ADDRESS
                + r": (?:connect: )?(?:no route to host|network is unreachable|host is down|host is "
                r"unreachable|cannot assign requested address)"
            ),
            pulling(r"no route to host|network is unreachable|host is unreachable", 60),
        ),
        examples=(
            Example(
                containerd_2(
                    "unreachable.registry.test:5000/library/alpine:latest",
                    head(
                        "unreachable.registry.test:5000",
                        "library/alpine",
                        "latest",
                        "dial tcp 10.89.0.99:5000: connect: no route to host",
                    ),
                ),
                "containerd 2.x",
            ),
            Example(
                crio(
                    "quay.io/a:1",
                    'pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp [2600:1f18::1]:443: '
                    "connect: network is unreachable",
                ),
                "CRI-O, IPv6",
            ),
        ),
        near_misses=(
            NearMiss(
                'Liveness probe failed: Get "http://10.244.1.7:8080/": dial tcp 10.244.1.7:8080: connect: no '
                "route to host",
                "crash.liveness-probe",
            ),
        ),
        next=(
            Advice(N_("On the node {node}, see which way it would take."), "getent ahosts {host}; ip route"),
            _CONNECT,
        ),
        remedies=(Advice(N_("Give the node a route to the registry, or correct the address that its name leads to.")),),
        references=(_PODS,),
        no_scenario=N_("needs an address that the nodes have no way to"),
    ),
    Cause(
        id="image.network-reset",
        title=N_("The connection to {registry} is cut off"),
        explanation=N_(
            "The connection stood and was then torn down from the other side, or from something in "
            "between: a restarting registry or "
            "load balancer, a proxy's limit, an intrusion filter. Once is chance and mended by the next "
            "attempt; again and again is not."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(
                URL
                + r"(?:(?:read|write) tcp "
                + ADDRESS
                + r": )?(?:read: |write: )?(?:connection reset by peer|broken pipe)"
            ),
            pulling(
                r"connection reset by peer|use of closed network connection|server closed idle "
                r"connection|connection was forcibly closed",
                55,
            ),
            pulling(
                r"http2: (?:server sent GOAWAY|client connection lost)|stream error: stream ID "
                r"\d+|INTERNAL_ERROR|PROTOCOL_ERROR",
                50,
            ),
            pulling(r": EOF\s*(?:$|\\*\"|\)|\\n)", 58),
        ),
        rivals=("image.truncated", "image.network-proxy"),
        examples=(
            Example(
                containerd(
                    "reg.example/a:1",
                    head(
                        "reg.example",
                        "a",
                        "1",
                        "read tcp 10.0.0.5:51820->192.0.2.7:443: read: connection reset by peer",
                    ),
                ),
                "containerd",
            ),
            Example(docker("a:1", 'Get "https://registry-1.docker.io/v2/": EOF'), "Docker"),
            Example(
                'Failed to pull image "quay.io/a:1": rpc error: code = Unknown desc = copying system image '
                "from manifest list: writing "
                'blob: storing blob to file "/var/tmp/storage1/1": happened during read: stream error: '
                "stream ID 3; INTERNAL_ERROR",
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(
                containerd("reg.example/eof:eof", "reg.example/eof:eof: not found", "NotFound"), "image.tag-not-found"
            ),
        ),
        next=(PULL_ON_NODE, ASK_REGISTRY),
        remedies=(
            Advice(
                N_(
                    "If it repeats: look into the log of the registry, or of the load balancer or proxy in front "
                    "of it, at that second."
                )
            ),
        ),
        references=(_PODS,),
    ),
    Cause(
        id="image.network-stalled",
        title=N_("The download from {registry} stopped making progress and was given up"),
        explanation=N_(
            "The registry answered and the download began; then nothing more arrived, and the runtime "
            "gave up (containerd after five "
            "minutes without a byte). Large layers over a thin or lossy line, a packet size (MTU) that "
            "does not fit, or a throttled "
            "registry do this."
        ),
        owner=Owner.NETWORK,
        patterns=(
            pulling(r"no progress in (?P<idle>[\dhms.]+)", 40),
            pulling(r"context canceled", 60),
        ),
        examples=(
            Example(
                'Failed to pull image "reg.example/csg/app:1": rpc error: code = Canceled desc = failed to '
                'pull and unpack image "reg.example/csg/app:1": context canceled',
                "containerd 1.7",
            ),
            Example(
                'Failed to pull image "reg.example/csg/app:1": failed to pull and unpack image '
                '"reg.example/csg/app:1": failed to copy: context canceled',
                "containerd 2.x",
            ),
            Example(
                'level=error msg="cancel pulling image reg.example/csg/app:1 because of no progress in '
                '5m0s"; failed to pull image',
                "containerd's log",
                Where.KUBELET_LOG,
            ),
        ),
        near_misses=(NearMiss("Readiness probe errored: context canceled", "probe.readiness"),),
        next=(PULL_ON_NODE, _CONNECT),
        remedies=(
            Advice(
                N_(
                    "Make the line better or the image smaller; raise image_pull_progress_timeout in "
                    "containerd's configuration where slow is normal."
                )
            ),
        ),
        references=(_PODS,),
        no_scenario=N_(
            "takes a runtime that gives up after five minutes; the scenario of image.slow-pull shows what comes before"
        ),
    ),
)
