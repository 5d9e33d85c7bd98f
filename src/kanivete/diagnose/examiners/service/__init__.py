"""Services that lead nowhere and Ingresses in front of them, by the API objects alone: nothing is tried."""

from kanivete.diagnose.examiners.service.examine import KINDS, examine

__all__ = ["KINDS", "examine"]
