"""The ports that this cluster needs between its machines, and what comes of trying them.

`plan.plan` says which, `plan.notes` what it cannot say; `tested.tested` tries them from where they matter.
"""

from kanivete.node.ports.model import CONTROL_PLANE, Requirement, Result
from kanivete.node.ports.plan import notes, plan
from kanivete.node.ports.tested import tested

__all__ = ["CONTROL_PLANE", "Requirement", "Result", "notes", "plan", "tested"]
