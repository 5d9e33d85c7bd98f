"""What many of the unit tests need; the proxies, clusters and umask of the person who runs them count for nothing."""

import os

import pytest

from tests.rig.pki import Authority

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_CLUSTERS = ("KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT")
for name in (*_PROXIES, *(name.lower() for name in _PROXIES), *_CLUSTERS):
    os.environ.pop(name, None)
os.umask(0o022)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority with its files."""
    return Authority.create(tmp_path_factory.mktemp("pki"), "ca", "test authority")
