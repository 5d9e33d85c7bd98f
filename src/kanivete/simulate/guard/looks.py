"""What the names of a context, its user and its cluster tell about that cluster."""

import re
from urllib.parse import urlsplit

from kanivete.kube.api.config import Connection

_WORD = re.compile(r"[a-z]+|[0-9]+")
_PRODUCTION = {"prod", "prd", "production", "producao", "produktion", "live"}
_NOT = {"non", "not", "no", "pre", "test"}
"""`non-prod` and `pre-prod` are no production."""

_CLOUDS = (
    (re.compile(r"\.eks\.amazonaws\.com(\.cn)?$|^arn:aws[a-z-]*:eks:"), "EKS"),
    (re.compile(r"\.azmk8s\.io$|\.azmk8s\.us$|\.cx\.prod\.service\.azk8s\.cn$"), "AKS"),
    (re.compile(r"^gke_|\.gke\.goog$|container\.googleapis\.com$"), "GKE"),
    (re.compile(r"\.k8s\.ondigitalocean\.com$"), "DigitalOcean"),
    (re.compile(r"\.containers\.cloud\.ibm\.com$"), "IBM Cloud"),
    (re.compile(r"\.oraclecloud\.com$"), "OKE"),
    (re.compile(r"\.linodelke\.net$"), "LKE"),
    (re.compile(r"\.k8s\.ovh\.net$|\.scw\.cloud$|\.civo\.com$|\.vultr-k8s\.com$"), "a cloud"),
    (re.compile(r"\.openshiftapps\.com$|\.hypershift\.local$"), "OpenShift"),
)


def production(connection: Connection) -> str:
    """The name that says `production`, or nothing: of the context, the cluster, the user, the namespace or the server.

    A server has a path where one proxy serves many clusters. A cloud's own part of a host's name is not looked at.
    """
    server = urlsplit(connection.cluster.server)
    names = (
        connection.context,
        connection.cluster_name,
        connection.user_name,
        connection.namespace,
        server.hostname or "",
        server.path,
        connection.cluster.tls_server_name or "",
    )
    return next((name for name in names if _says_production(_without_cloud(name))), "")


def cloud(connection: Connection) -> str:
    """The cloud that runs the cluster, as far as names tell, or nothing."""
    names = (connection.context, connection.cluster_name, urlsplit(connection.cluster.server).hostname or "")
    return next((label for pattern, label in _CLOUDS for name in names if pattern.search(name)), "")


def _without_cloud(name: str) -> str:
    for pattern, _label in _CLOUDS:
        name = pattern.sub("", name)
    return name


def _says_production(name: str) -> bool:
    words = _WORD.findall(name.lower())
    return any(word in _PRODUCTION and (at == 0 or words[at - 1] not in _NOT) for at, word in enumerate(words))
