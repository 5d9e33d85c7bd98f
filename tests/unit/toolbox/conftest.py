"""A server that plays an API server, and a client of it."""

from tests.unit.kube.api.conftest import api, server  # noqa: F401 (pytest finds them here)
