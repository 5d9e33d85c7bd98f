"""When a certificate ends, told from a PEM text that anything may stand in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.certificates import not_after
from tests.rig.pki import Authority

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("days", [1, 365, 40 * 365])
def test_the_first_certificate_of_the_text(tmp_path: Path, days: int) -> None:
    authority = Authority.create(tmp_path, "ca", "test authority")
    end = BEGIN + timedelta(days=days)
    own = authority.issue("own", "own", valid=(BEGIN, end)).certificate.read_text()
    assert not_after(f"Subject: own\n{own}\n{authority.file.read_text()}") == end


@given(st.text(max_size=200))
def test_a_text_that_holds_none(text: str) -> None:
    assert not_after(text) is None
    assert not_after(f"-----BEGIN CERTIFICATE-----{text}-----END CERTIFICATE-----") is None
