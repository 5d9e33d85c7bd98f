"""What the names of a context tell about its cluster."""

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
    """The name that says `production`, or nothing."""
    names = (
        connection.context,
        connection.user_name,
        connection.namespace,
        urlsplit(connection.cluster.server).hostname or "",
    )
    return next((name for name in names if _says_production(name)), "")


def cloud(connection: Connection) -> str:
    """The cloud that runs the cluster, as far as names tell, or nothing."""
    names = (connection.context, urlsplit(connection.cluster.server).hostname or "")
    return next((label for pattern, label in _CLOUDS for name in names if pattern.search(name)), "")


def _says_production(name: str) -> bool:
    words = _WORD.findall(name.lower())
    return any(word in _PRODUCTION and (at == 0 or words[at - 1] not in _NOT) for at, word in enumerate(words))
