"""The demo: a recording of a real broken cluster that ships with the package (`python -m tools.demo_recording`)."""

from importlib.resources import files
from io import BytesIO

from kanivete.sources.base import Source
from kanivete.sources.recording import read_recording


def open_demo() -> Source:
    """The recorded cluster, as a source called `demo`."""
    data = files(__name__).joinpath("recording.tar.gz").read_bytes()
    return read_recording(BytesIO(data), "demo", description="demo")
