"""The API server of `--kubeconfig` and `--context`, for commands that do more than read."""

from collections.abc import Iterator
from contextlib import contextmanager

from kanivete.cli.options import SourceUnreadable
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.redact import clean
from kanivete.sources.base import SourceError
from kanivete.sources.live import open_api


@contextmanager
def connected(kubeconfig: str | None, context: str | None, request_timeout: float | None) -> Iterator[Api]:
    """The API server, closed afterwards. Its errors, and those of the kubeconfig, end the command with exit code 3."""
    try:
        with open_api(kubeconfig, context, request_timeout) as api:
            yield api
    except SourceError as error:
        raise SourceUnreadable(str(error)) from error
    except KubeError as error:
        raise SourceUnreadable(clean(str(error))) from error
