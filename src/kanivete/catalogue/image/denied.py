"""Private, or not there at all: the one answer that no text can tell apart."""

from kanivete.catalogue.entry import N_, Advice, Cause, Example, NearMiss, Where
from kanivete.catalogue.image.access import ATTACH_SECRET, CREATE_SECRET
from kanivete.catalogue.image.common import (
    DESCRIBE,
    IMAGES,
    PRIVATE,
    SHOW_SECRETS,
    containerd,
    containerd_2,
    crio,
    docker,
    pulling,
)
from kanivete.model import Changes, Owner

CAUSES = (
    Cause(
        id="image.denied-or-missing",
        title=N_("{registry} does not let anyone see {repository}: it is private, or it does not exist"),
        explanation=N_(
            "The registry gives the same answer for a repository that is private and for one that does not exist, so "
            "that strangers cannot learn which names are taken. No text can tell the two apart: check the spelling of "
            "the name first, then whether the pod brings credentials that may pull it."
        ),
        owner=Owner.ACCESS,
        patterns=(
            pulling(
                r"pull access denied(?: for (?P<repository>[^\s,]+))?, repository does not exist or may require"
                r"|repository (?P<asked>\S+) not found: does not exist or no pull access",
                50,
            ),
            pulling(r"server message: insufficient_scope: authorization failed"),
            pulling(r"requested access to the resource is denied", 45),
            pulling(r"access to the requested resource is not authorized", 45),
            pulling(r"unauthorized to access repository: (?P<repository>[^\s,]+)", 45),
            pulling(
                r"Permission \\*\"[^\s\"\\]+\\*\" denied on resource \\*\"(?P<resource>[^\s\"\\]+)\\*\" "
                r"\(or it may not exist\)",
                42,
                unless="unauthenticated request",
            ),
            pulling(r"(?:(?:Head|Get) \S+|from daemon|denied|[\w.:/-]+): denied(?:: denied)?\s*(?:$|\\*\"|\\n)", 70),
        ),
        rivals=(
            "image.auth-no-credentials",
            "image.auth-bad-credentials",
            "image.repository-not-found",
            "image.auth-forbidden",
        ),
        examples=(
            Example(
                containerd(
                    "docker.io/vraus/nothere:latest",
                    "pull access denied, repository does not exist or may require authorization: server message: "
                    "insufficient_scope: authorization failed",
                ),
                "containerd 1.6, Docker Hub",
            ),
            Example(
                docker(
                    "rmeuser-auth:latest",
                    "pull access denied for rmeuser-auth, repository does not exist or may require 'docker login': "
                    "denied: requested access to the resource is denied",
                ),
                "Docker, Docker Hub",
            ),
            Example(
                crio(
                    "quay.io/team/app:1",
                    "reading manifest 1 in quay.io/team/app: unauthorized: access to the requested resource is not "
                    "authorized",
                ),
                "CRI-O, quay.io",
            ),
            Example(
                "rpc error: code = Unknown desc = Error reading manifest latest in docker.io/crio/busybox: errors:\n"
                "denied: requested access to the resource is denied\nunauthorized: authentication required",
                "CRI-O, Docker Hub",
                Where.CONTAINER_STATUS,
            ),
            Example(
                crio(
                    "harbor.example.com/shop/web:2",
                    "reading manifest 2 in harbor.example.com/shop/web: unauthorized: unauthorized to access "
                    "repository: shop/web, action: pull: unauthorized to access repository: shop/web, action: pull",
                ),
                "CRI-O, Harbor",
            ),
            Example(
                containerd(
                    "europe-docker.pkg.dev/p1/apps/web:1",
                    "failed to authorize: failed to fetch oauth token: unexpected status from GET request to "
                    "https://europe-docker.pkg.dev/v2/token?scope=repository%3Ap1%2Fapps%2Fweb%3Apull: 403 Forbidden"
                    '\ndenied: Permission "artifactregistry.repositories.downloadArtifacts" denied on resource '
                    '"projects/p1/locations/europe/repositories/apps" (or it may not exist)',
                ),
                "containerd, Artifact Registry",
            ),
            Example(
                docker("ghcr.io/team/app:1", 'Head "https://ghcr.io/v2/team/app/manifests/1": denied'), "Docker, GHCR"
            ),
        ),
        near_misses=(
            NearMiss(
                containerd_2(
                    "registry.example.com/a/b:1",
                    "pull access denied, repository does not exist or may require authorization: authorization "
                    "failed: no basic auth credentials",
                ),
                "image.auth-no-credentials",
            ),
            NearMiss(
                containerd(
                    "registry.example.com/denied:denied", "registry.example.com/denied:denied: not found", "NotFound"
                ),
                "image.tag-not-found",
            ),
        ),
        next=(
            Advice(
                N_("Ask the registry as nobody, then as the user of the pull secret: the answers tell which it is."),
                "skopeo inspect docker://{image}",
            ),
            SHOW_SECRETS,
            DESCRIBE,
        ),
        remedies=(
            Advice(
                N_("If the name is wrong, correct it in the pod template."),
                "kubectl -n {namespace} edit {workload}",
                Changes.WORKLOAD,
            ),
            CREATE_SECRET,
            ATTACH_SECRET,
        ),
        references=(PRIVATE, IMAGES),
    ),
)
