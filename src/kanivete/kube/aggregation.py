"""Parts of the API that something else than the API server answers for."""

from kanivete.kube.meta import Condition, KubeObject, Reference, Slice


class ApiServiceSpec(Slice, frozen=True):
    """`service` is None for what the API server serves itself."""

    group: str = ""
    version: str = ""
    service: Reference | None = None


class ApiServiceStatus(Slice, frozen=True):
    conditions: list[Condition] = []


class ApiService(KubeObject, frozen=True):
    """One version of one group of the API."""

    spec: ApiServiceSpec = ApiServiceSpec()
    status: ApiServiceStatus = ApiServiceStatus()
