"""The image is there, and a rule forbids to use it: blocked registries, scanners, signatures."""

from kanivete.catalogue.entry import KUBELET, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.catalogue.image.common import (
    DESCRIBE,
    IMAGES,
    PULL_ON_NODE,
    containerd,
    containerd_2,
    crio,
    docker,
    pulling,
)
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="image.registry-blocked",
        title=N_("The nodes are told not to pull from {registry}"),
        explanation=N_(
            "The configuration of CRI-O on the node (registries.conf, on OpenShift the cluster's image "
            "configuration) blocks this "
            "registry, so no request was made at all. Somebody decided that: ask before changing it."
        ),
        owner=Owner.CONFIGURATION,
        patterns=(
            pulling(r"registry (?P<host>[^\s:]+)(?::(?P<port>\d+))? is blocked in (?P<file>[^\s\"\\]+)", 40),
            Pattern(r"registry \S+ is blocked in /etc/containers/", KUBELET, 42),
        ),
        examples=(
            Example(
                crio(
                    "docker.io/a/b:1",
                    "registry docker.io is blocked in /etc/containers/registries.conf or "
                    "/etc/containers/registries.conf.d",
                ),
                "CRI-O",
            ),
            Example(
                'Failed to inspect image "docker.io/a/b:1": rpc error: code = Unknown desc = registry '
                "docker.io is blocked in /etc/containers/registries.conf",
                "CRI-O, inspecting",
            ),
        ),
        near_misses=(
            NearMiss(
                crio("reg.example/blocked:1", "reading manifest 1 in reg.example/blocked: manifest unknown"),
                "image.tag-not-found",
            ),
        ),
        next=(
            Advice(
                N_("On the node {node}, read the rule."),
                "grep -rn -B3 blocked /etc/containers/registries.conf /etc/containers/registries.conf.d",
            ),
        ),
        remedies=(
            Advice(
                N_("Take the image from a registry that is allowed."),
                "kubectl -n {namespace} edit {workload}",
                Changes.WORKLOAD,
            ),
        ),
        references=(IMAGES,),
        no_scenario=N_("needs nodes with CRI-O"),
    ),
    Cause(
        id="image.policy-rejected",
        title=N_("A policy forbids {image}"),
        explanation=N_(
            "The registry or the node has a rule about which images may be pulled, and this one breaks "
            "it: vulnerabilities that were "
            "found, a scan that is missing, a quarantine, or a source that is not allowed. The image is "
            "there and the credentials are fine."
        ),
        owner=Owner.ACCESS,
        patterns=(
            pulling(
                r"cannot be pulled due to configured policy|Prevent images with vulnerability severity"
                r"|download blocking policy configured in Xray|blocked by (?:Xray|curation)|due to (?:an? )?Xray",
                38,
            ),
            # Harbor answers a HEAD request with 412, without its reason.
            pulling(r"Running image \S+ is rejected by policy|\b412 Precondition Failed", 42),
        ),
        rivals=("image.signature-rejected",),
        examples=(
            Example(
                docker(
                    "harbor.example.com/shop/web:1",
                    "unknown: current image with 12 vulnerabilities cannot be pulled due to configured policy in "
                    "'Prevent images with vulnerability severity of \"High\" or higher from running.' To "
                    "continue with pull, please contact your project administrator",
                ),
                "Docker, Harbor",
            ),
            Example(
                containerd(
                    "art.example.com/docker/web:1",
                    "unexpected status from HEAD request to https://art.example.com/v2/docker/web/manifests/1: "
                    "403 Forbidden\nunknown: Artifact docker/web/1/manifest.json was not downloaded due to the "
                    "download blocking policy configured in Xray for docker-local",
                ),
                "containerd, Artifactory",
            ),
            Example(
                crio(
                    "quay.io/a/b:1",
                    "Source image rejected: Running image docker://quay.io/a/b:1 is rejected by policy.",
                ),
                "CRI-O",
            ),
        ),
        near_misses=(
            NearMiss(containerd_2("reg.example/policy:1", "reg.example/policy:1: not found"), "image.tag-not-found"),
        ),
        next=(DESCRIBE, PULL_ON_NODE),
        remedies=(
            Advice(
                N_(
                    "Use an image that passes (a newer base usually does), or ask whoever keeps the rule for an "
                    "exception."
                )
            ),
        ),
        references=(IMAGES,),
        no_scenario=N_("is said by a registry in an answer that runtimes do not ask for"),
    ),
    Cause(
        id="image.signature-rejected",
        title=N_("{image} has no signature that the node or the registry accepts"),
        explanation=N_(
            "A rule demands that images are signed, by a known key, and this one is not: never signed, "
            "signed by somebody else, or its "
            "signature was not copied along with it."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("SignatureValidationFailed",),
        patterns=(
            pulling(
                r"A signature was required, but no signature exists|signature (?:verification|validation) "
                r"failed|(?:None of the signatures were accepted|no matching signatures|invalid signature "
                r"when validating)",
                42,
            ),
            pulling(r"is not signed in (?:Cosign|Notary|Notation)|not signed by (?:cosign|notary)", 38),
            pulling(r"Source image rejected", 60),
            pulling(r"SignatureValidationFailed", 65),
        ),
        rivals=("image.policy-rejected",),
        examples=(
            Example(
                "SignatureValidationFailed: Source image rejected: A signature was required, but no signature exists",
                "kubelet with CRI-O",
                Where.CONTAINER_STATUS,
            ),
            Example(
                docker("harbor.example.com/shop/web:1", "unknown: The image is not signed in Cosign."), "Docker, Harbor"
            ),
        ),
        near_misses=(
            NearMiss(
                crio(
                    "quay.io/a/b:1",
                    "Source image rejected: Running image docker://quay.io/a/b:1 is rejected by policy.",
                ),
                "image.policy-rejected",
            ),
        ),
        next=(
            Advice(N_("See which signatures the image has."), "cosign tree {image}"),
            Advice(N_("On the node {node}, read the rule."), "cat /etc/containers/policy.json"),
        ),
        remedies=(
            Advice(
                N_("Sign the image with the key that the rule names, and copy its signature wherever the image goes.")
            ),
        ),
        references=(IMAGES,),
        no_scenario=N_("needs nodes with CRI-O, or a Harbor registry"),
    ),
)
