"""A live cluster as a source."""

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.errors import KubeError
from kanivete.kube.api.kubeconfig import load
from kanivete.redact import clean
from kanivete.sources.base import SourceError
from kanivete.sources.live.source import LiveSource

__all__ = ["LiveSource", "open_api", "open_live"]


def open_api(kubeconfig: str | None = None, context: str | None = None, request_timeout: float | None = None) -> Api:
    """The API server of a kubeconfig's context, for what is more than reading. As for `open_live`."""
    try:
        return Api(load(kubeconfig, context), Timeouts.of(request_timeout))
    except KubeError as error:
        raise SourceError(clean(str(error))) from error


def open_live(
    kubeconfig: str | None = None, context: str | None = None, request_timeout: float | None = None
) -> LiveSource:
    """The cluster of a kubeconfig's context. Nothing is asked of it yet.

    Args:
        kubeconfig: A file; none means what kubectl would use.
        context: A context of it; none means the current one.
        request_timeout: Seconds that one request may take.

    Raises:
        SourceError: The kubeconfig cannot be used.
    """
    return LiveSource(open_api(kubeconfig, context, request_timeout))
