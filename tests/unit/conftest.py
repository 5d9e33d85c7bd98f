"""What many of the unit tests need."""

import pytest

from tests.rig.pki import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority with its files."""
    return Authority.create(tmp_path_factory.mktemp("pki"), "ca", "test authority")
