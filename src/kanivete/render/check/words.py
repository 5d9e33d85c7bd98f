"""The closed vocabularies of a check, as people read them."""

from kanivete.check.result import Check, Mark, ObjectStep, Topic, Tried
from kanivete.i18n import N_, _
from kanivete.model import Certainty

TOPIC = {
    Topic.FROM: N_("from"),
    Topic.NAME: N_("name"),
    Topic.SERVICE: "Service",
    Topic.PORT: N_("port"),
    Topic.SELECTOR: N_("selector"),
    Topic.ENDPOINTS: N_("endpoints"),
    Topic.READINESS: N_("readiness"),
    Topic.TARGET_PORT: N_("target port"),
    Topic.EGRESS: N_("egress"),
    Topic.INGRESS: N_("ingress"),
    Topic.DNS: "DNS",
    Topic.NODE: N_("node"),
    Topic.PROXY: N_("proxy"),
}
MARK = {Mark.OK: N_("ok"), Mark.HINT: N_("note"), Mark.BROKEN: N_("BROKEN"), Mark.UNSEEN: N_("unseen")}
ROLE = {
    "name": N_("as asked"),
    "service": N_("Service address"),
    "endpoint": N_("endpoint"),
    "cluster": N_("name of the cluster"),
    "outside": N_("name outside"),
}


def mark(step: ObjectStep) -> str:
    """A policy denies, which is no break where nobody enforces it."""
    possible = step.broken and step.broken.certainty is Certainty.POSSIBLE
    return _("denies") if possible else _(MARK[step.mark])


def headline(check: Check) -> str:
    """`OK`, `BROKEN`, `NOT DECIDED`: the verdict in a word."""
    if check.verdict.reached:
        return _("REACHED, WITH FAULTS") if check.verdict.broken else _("OK")
    return _("BROKEN") if check.verdict.reached is False else _("NOT DECIDED")


def target(tried: Tried) -> str:
    """`http://api/`, `tcp 10.0.0.1:80`; a name that is only looked up stands alone."""
    return tried.probed.target.host if tried.probed.target.port is None else str(tried.probed.target)


def way(check: Check) -> str:
    """`deploy/web (Pod shop/web-1) → http://api/`."""
    if check.origin == "-":
        return check.target
    origin = f"{check.origin} ({check.origin_ref})" if check.origin_ref else check.origin
    return f"{origin} → {check.target}"
