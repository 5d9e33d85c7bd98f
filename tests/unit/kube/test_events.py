"""Events as servers write them: the times of the other API are null."""

import msgspec
import pytest

from kanivete.kube.events import Event
from kanivete.kube.meta import moment

OLD = '{"metadata": {"creationTimestamp": "2026-11-22T07:00:00Z"}, "firstTimestamp": "2026-11-22T07:00:01Z", '
NEW = '{"metadata": {"creationTimestamp": "2026-11-22T07:00:00Z"}, "firstTimestamp": null, "lastTimestamp": null, '


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (OLD + '"lastTimestamp": "2026-11-22T07:00:09Z", "eventTime": null}', "07:00:01", "07:00:09"),
        (NEW + '"eventTime": "2026-11-22T07:00:02.000123Z"}', "07:00:02.000123", "07:00:02.000123"),
        (NEW + '"eventTime": "", "deprecatedLastTimestamp": null}', "07:00:00", "07:00:00"),
    ],
)
def test_null_times_are_read_without_conversion(text: str, first: str, last: str) -> None:
    event = msgspec.json.decode(text, type=Event)
    assert (event.first, event.last) == (moment(f"2026-11-22T{first}Z"), moment(f"2026-11-22T{last}Z"))
