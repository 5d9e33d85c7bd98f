"""Where each registry of the rig lives, and how it misbehaves.

Every faulty registry has a DNS name and an address of its own, and listens on 443 unless said
otherwise, so that an image reference looks as it does in life: ``forbidden.registry.test/team/app:1.0``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certificate = Literal["trusted", "expired", "not-yet-valid", "unknown-ca", "wrong-name"]
Tls = Literal["modern", "client-certificate", "tls-1.0"]

MIRROR = ("10.89.0.5", 5000)
HUB = ("10.89.0.5", 5080)
PRIVATE = ("10.89.0.6", 5000)
USER, PASSWORD = "lab", "labsecret"

DROPPED = "10.89.0.11"
"""Packets to this address are dropped (see ``firewall``)."""
CLOSED = "10.89.0.12"
"""Nothing listens here."""
SERVFAIL = "10.89.0.13"
"""A DNS server that answers every question with SERVFAIL."""
UNASSIGNED = "10.89.0.99"
"""No machine has this address, so that ARP fails."""


@dataclass(frozen=True)
class Site:
    """One faulty registry.

    ``certificate`` is None where the site does not speak TLS. ``behaviour`` names a function of
    ``answers`` (HTTP) or of ``sockets`` (below HTTP).
    """

    label: str
    host: int
    behaviour: str
    certificate: Certificate | None = "trusted"
    tls: Tls = "modern"
    port: int = 443

    @property
    def name(self) -> str:
        return f"{self.label}.registry.test"

    @property
    def address(self) -> str:
        return f"10.89.0.{self.host}"


SITES = (
    Site("forbidden", 101, "forbidden"),
    Site("token", 102, "token"),
    Site("expired", 103, "proxy", "expired"),
    Site("notyet", 104, "proxy", "not-yet-valid"),
    Site("unknownca", 105, "proxy", "unknown-ca"),
    Site("wrongname", 106, "proxy", "wrong-name"),
    Site("clientcert", 108, "proxy", tls="client-certificate"),
    Site("oldtls", 109, "proxy", tls="tls-1.0"),
    Site("reset", 110, "reset", None),
    Site("hangup", 111, "hang_up", None),
    Site("mute", 112, "mute", None),
    Site("notls", 113, "greet", None),
    Site("blobs", 114, "faulty_blobs"),
    Site("ratelimit", 115, "rate_limit"),
    Site("broken", 116, "server_error"),
    Site("unavailable", 117, "unavailable"),
    Site("slow", 118, "slow"),
    Site("captive", 119, "captive"),
    Site("artifacts", 120, "artifacts"),
    Site("empty", 121, "name_unknown"),
)

NAMES: dict[str, str] = {
    "mirror.registry.test": MIRROR[0],
    "hub.registry.test": HUB[0],
    "private.registry.test": PRIVATE[0],
    # the plain registry again, by a name that no one was told to use without TLS
    "plainhttp.registry.test": MIRROR[0],
    "blackhole.registry.test": DROPPED,
    "refused.registry.test": CLOSED,
    "unreachable.registry.test": UNASSIGNED,
    **{site.name: site.address for site in SITES},
}
"""What the nodes' DNS server knows. Any other name (``nosuch.registry.test``) does not exist."""

ADDRESSES: list[str] = [MIRROR[0], PRIVATE[0], DROPPED, CLOSED, SERVFAIL, *(site.address for site in SITES)]
"""What the network interface of the registries answers to."""

DNS_ARGUMENTS: list[str] = [
    f"--server=/servfail.registry.test/{SERVFAIL}",
    f"--server=/dnslost.registry.test/{DROPPED}",
]
"""What dnsmasq needs so that looking up one name ends in SERVFAIL, and another gets no answer at all."""

MIRRORS: dict[str, str] = {
    "docker.io": f"http://hub.registry.test:{HUB[1]}",
    "registry.k8s.io": f"http://mirror.registry.test:{MIRROR[1]}",
    "quay.io": f"http://mirror.registry.test:{MIRROR[1]}",
    "ghcr.io": f"http://mirror.registry.test:{MIRROR[1]}",
    f"mirror.registry.test:{MIRROR[1]}": f"http://mirror.registry.test:{MIRROR[1]}",
}
"""For each registry that a reference may name, the server to give in containerd's ``hosts.toml``."""
