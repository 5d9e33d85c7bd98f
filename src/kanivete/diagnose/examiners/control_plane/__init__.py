"""Parts of the control plane that no longer say that they are there."""

from kanivete.diagnose.examiners.control_plane.controllers import examine
from kanivete.diagnose.examiners.control_plane.leaders import KINDS, LEASES_OF
from kanivete.diagnose.examiners.control_plane.scheduler import unscheduled

__all__ = ["KINDS", "LEASES_OF", "examine", "unscheduled"]
