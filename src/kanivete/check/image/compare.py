"""The registry's answer set against the kubelet's: where they differ is where to look."""

from kanivete.check.image.used import Reported
from kanivete.i18n import _
from kanivete.probe.registry.stages import Asked

ON_THE_WAY = ("image.network-", "image.dns-", "image.tls-", "image.truncated")
"""Causes that depend on where one asks from."""
_ABSENT = frozenset({"image.tag-not-found", "image.digest-not-found", "image.repository-not-found"})


def is_on_the_way(cause: str) -> bool:
    """Whether another place may find something else."""
    return cause.startswith(ON_THE_WAY)


def compared(asked: Asked, told: Reported, *, from_node: bool, with_credentials: bool) -> str:
    """One sentence for people; empty where there is nothing to compare with."""
    if told.waiting and asked.verdict.fine:
        return _fine_but(told.cause, from_node=from_node, with_credentials=with_credentials)
    if told.waiting and told.cause == asked.verdict.cause:
        return _("The kubelet says the same.")
    if told.waiting and told.cause and told.cause != "image.unrecognised":
        if is_on_the_way(asked.verdict.cause) and not from_node:
            return _("The kubelet meets something else ({cause}): ask from its node, with --from-node.").format(
                cause=told.cause
            )
        return _("The kubelet last met something else: {cause}.").format(cause=told.cause)
    if told.present and not asked.verdict.fine:
        return _("The container's node has the image; a new node could not pull it.")
    return ""


def _fine_but(cause: str, *, from_node: bool, with_credentials: bool) -> str:
    if is_on_the_way(cause) and not from_node:
        return _("It can be pulled from here and not from the node ({cause}): it is the node, or its network.").format(
            cause=cause
        )
    if cause in _ABSENT:
        return _("It exists now: it was pushed after the kubelet last asked, which it does again within five minutes.")
    if cause.startswith(("image.auth-", "image.pull-secret", "image.denied")):
        if with_credentials:
            return _("With the pod's credentials of now it can be pulled; the kubelet was refused ({cause}).").format(
                cause=cause
            )
        return _("Anybody may pull it, and the kubelet was refused ({cause}): its credentials are in the way.").format(
            cause=cause
        )
    return _("It can be pulled, and the kubelet last said {cause}: it may be over.").format(cause=cause)
