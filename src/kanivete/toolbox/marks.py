"""How everything is marked that kanivete puts into a cluster, so that it can be found and removed."""

MANAGED_BY = "app.kubernetes.io/managed-by"
KANIVETE = "kanivete"

PURPOSE = "kanivete.dev/purpose"
"""Label: `toolbox`, `node` (a pod to read a node with), `check` or `simulate`."""
RUN = "kanivete.dev/run"
"""Label: the id shared by everything that one command made."""
EXPIRES = "kanivete.dev/expires"
"""Annotation: when it ends by itself or may be removed, RFC 3339 in UTC."""
BY = "kanivete.dev/by"
"""Annotation: who made it, as the API server knows them."""

SELECTOR = f"{MANAGED_BY}={KANIVETE}"
"""Label selector of everything that kanivete made."""


def labels(purpose: str, run: str) -> dict[str, str]:
    """The labels of an object made for a purpose by one run."""
    return {MANAGED_BY: KANIVETE, PURPOSE: purpose, RUN: run}
