"""The API server as a pod sees it: the service account that is mounted into it."""

from collections.abc import Mapping
from pathlib import Path

from kanivete.i18n import _
from kanivete.kube.api.config import Cluster, Connection, User

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


def in_cluster(environment: Mapping[str, str], account: Path = ACCOUNT) -> Connection | None:
    """The connection of the pod we are in, or None outside of one."""
    host, port = environment.get("KUBERNETES_SERVICE_HOST"), environment.get("KUBERNETES_SERVICE_PORT")
    token = account / "token"
    if not host or not port or not token.exists():
        return None
    authority = account / "ca.crt"
    try:
        namespace = (account / "namespace").read_text().strip()
    except OSError:
        namespace = ""
    return Connection(
        context="in-cluster",
        namespace=namespace or "default",
        cluster=Cluster(
            server=f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}",
            certificate_authority=str(authority) if authority.exists() else None,
        ),
        user=User(token_file=str(token)),
        user_name=_("the pod's service account"),
    )
