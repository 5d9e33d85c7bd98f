"""Claims without a volume that no pod tells of, and volumes without a use."""

from kanivete.diagnose.examiners.claim.claims import KINDS as CLAIM_KINDS
from kanivete.diagnose.examiners.claim.claims import examine as examine_claims
from kanivete.diagnose.examiners.claim.volumes import KINDS as VOLUME_KINDS
from kanivete.diagnose.examiners.claim.volumes import examine as examine_volumes

__all__ = ["CLAIM_KINDS", "VOLUME_KINDS", "examine_claims", "examine_volumes"]
