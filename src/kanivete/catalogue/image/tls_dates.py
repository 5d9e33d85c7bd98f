"""Certificates, their dates, and the clocks that read them."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss
from kanivete.catalogue.image.common import (
    DESCRIBE,
    SHOW_CERTIFICATE,
    URL,
    containerd,
    crio,
    head,
    pulling,
)
from kanivete.model import Changes, Owner

REGISTRIES = "https://kubernetes.io/docs/concepts/containers/images/"
_NOW = r"current time (?P<now>[^\s\"\\,]+) is "


def _x509(host: str, said: str) -> str:
    return containerd(f"{host}/a/b:1", head(host, "a/b", "1", f"tls: failed to verify certificate: x509: {said}"))


CAUSES = (
    Cause(
        id="image.tls-expired",
        title=N_("The certificate of {registry} expired on {expired_at}"),
        explanation=N_(
            "The node reached the registry and refused its certificate, because its last day is over. "
            "Pods that already have "
            "their image go on running; every new pull from this registry fails, on every node, until "
            "the certificate is "
            "renewed."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(
                URL + r"(?:tls: failed to verify certificate: )?x509: certificate has expired or is not yet valid"
                r"(?:: " + _NOW + r"after (?P<expired_at>\d{4}-\d\d-\d\dT[\d:]+Z?))?",
                40,
                unless=r"is before \d",
            ),
            pulling(r"certificate has expired", 55, unless=r"is before \d"),
            pulling(r"remote error: tls: expired certificate", 40),
        ),
        examples=(
            Example(
                containerd(
                    "expired.registry.test:5001/library/alpine:latest",
                    head(
                        "expired.registry.test:5001",
                        "library/alpine",
                        "latest",
                        "x509: certificate has expired or is not yet valid: current time 2026-11-22T07:43:36Z is "
                        "after 2025-01-01T00:00:00Z",
                    ),
                ),
                "containerd 1.6",
            ),
            Example(
                _x509(
                    "reg.example",
                    "certificate has expired or is not yet valid: current time 2026-11-22T10:00:00Z is after "
                    "2026-11-21T00:00:00Z",
                ),
                "containerd 1.7",
            ),
            Example(
                crio(
                    "reg.example/a:1",
                    'pinging container registry reg.example: Get "https://reg.example/v2/": tls: failed to '
                    "verify certificate: x509: certificate has expired or is not yet valid: current time "
                    "2026-11-22T10:00:00Z is after 2026-11-21T00:00:00Z",
                ),
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(
                _x509(
                    "reg.example",
                    "certificate has expired or is not yet valid: current time 1970-01-01T00:05:00Z is before "
                    "2026-11-21T00:00:00Z",
                ),
                "image.tls-not-yet-valid",
            ),
            NearMiss(
                'Readiness probe failed: Get "https://10.0.0.7:8443/": x509: certificate has expired or is '
                "not yet valid: current time 2026-11-22T10:00:00Z is after 2026-11-21T00:00:00Z",
                "probe.readiness",
            ),
        ),
        next=(SHOW_CERTIFICATE, DESCRIBE),
        remedies=(
            Advice(
                N_(
                    "Renew the certificate of {registry} (the registry's operator has to), then delete nothing: "
                    "the kubelet tries again by itself."
                )
            ),
        ),
        references=(REGISTRIES,),
    ),
    Cause(
        id="image.tls-not-yet-valid",
        title=N_("The certificate of {registry} is not valid yet, by the clock of the node"),
        explanation=N_(
            "The certificate begins in the future of the node that looks at it. Certificates are rarely "
            "issued ahead; a node "
            "whose clock is behind is the usual reason, so compare the two times in the text with the real time first."
        ),
        owner=Owner.REGISTRY,
        patterns=(
            pulling(
                URL
                + r"(?:tls: failed to verify certificate: )?x509: certificate has expired or is not yet valid: "
                + _NOW
                + r"before (?P<valid_from>\d{4}-\d\d-\d\dT[\d:]+Z?)",
                35,
            ),
        ),
        examples=(
            Example(
                _x509(
                    "reg.example",
                    "certificate has expired or is not yet valid: current time 2019-01-01T00:05:00Z is before "
                    "2026-11-21T00:00:00Z",
                ),
                "containerd 1.7",
            ),
            Example(
                crio(
                    "reg.example/a:1",
                    'pinging container registry reg.example: Get "https://reg.example/v2/": x509: certificate '
                    "has expired or is not yet valid: current time 2019-01-01T00:05:00Z is before 2026-11-21T00:00:00Z",
                ),
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(
                _x509(
                    "reg.example",
                    "certificate has expired or is not yet valid: current time 2026-11-22T10:00:00Z is after "
                    "2026-11-21T00:00:00Z",
                ),
                "image.tls-expired",
            ),
        ),
        next=(
            Advice(
                N_("Compare the clock of the node {node} with a good one."), "date -u; chronyc tracking || timedatectl"
            ),
            SHOW_CERTIFICATE,
        ),
        remedies=(
            Advice(
                N_("If the node's clock is wrong, let it be set by NTP again."),
                "timedatectl set-ntp true",
                Changes.NODE,
            ),
        ),
        references=(REGISTRIES,),
    ),
)
