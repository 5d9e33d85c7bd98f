"""Claims and volumes that have lost each other."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner, Severity

_PV = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/"

CAUSES = (
    Cause(
        id="volume.claim-lost",
        title=N_("The volume of PersistentVolumeClaim {claim} is gone"),
        explanation=N_(
            "The claim was bound to volume {volume}, and that PersistentVolume does not exist any more, or belongs to"
            " another claim. Somebody deleted it, or a cluster was restored without it. If the storage behind it still"
            " exists (reclaim policy Retain, a snapshot, a backup) the data can be had back; the claim by itself never"
            " recovers."
        ),
        owner=Owner.CONFIGURATION,
        reasons=("ClaimLost", "ClaimMisbound"),
        next=(
            Advice(N_("What is said of the claim?"), "kubectl describe pvc -n {namespace} {claim}"),
            Advice(N_("Is the volume there under another name?"), "kubectl get pv"),
        ),
        remedies=(
            Advice(
                N_(
                    "If the storage still exists, make a PersistentVolume of that name for it, with the claim in its"
                    " claimRef."
                ),
                "",
                Changes.CLUSTER,
            ),
            Advice(
                N_(
                    "If the data is lost or not needed, delete the claim and make it again; it gets a new, empty"
                    " volume."
                ),
                "kubectl delete pvc -n {namespace} {claim}",
                Changes.CLUSTER,
            ),
        ),
        references=(_PV + "#binding", _PV + "#reclaiming"),
    ),
    Cause(
        id="volume.reclaim-failed",
        title=N_("PersistentVolume {volume} could not be reclaimed"),
        explanation=N_(
            "Its claim was deleted, and the storage behind it was to be deleted or wiped ({policy}), which failed for"
            " the reason that is quoted. No claim can use the volume, and the storage is still there, and paid for."
        ),
        owner=Owner.CAPACITY,
        severity=Severity.WARNING,
        next=(Advice(N_("What is said of the volume?"), "kubectl describe pv {volume}"),),
        remedies=(
            Advice(
                N_("Mend what the message names, or delete the storage by hand; then remove the volume."),
                "kubectl delete pv {volume}",
                Changes.CLUSTER,
            ),
        ),
        references=(_PV + "#reclaiming",),
        no_scenario=N_("belongs to no namespace: only a look at the whole cluster finds it"),
    ),
)
