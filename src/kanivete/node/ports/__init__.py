"""The ports that this cluster needs between its machines, and what comes of trying them.

`plan.plan` says which; `tested.tested` tries them from where they matter.
"""

from kanivete.node.ports.model import CONTROL_PLANE, Requirement, Result
from kanivete.node.ports.plan import plan
from kanivete.node.ports.tested import tested

__all__ = ["CONTROL_PLANE", "Requirement", "Result", "plan", "tested"]
