"""The stages below HTTP: the name, the connection, and TLS with the server's certificate."""

from urllib.parse import urlsplit

from kanivete.i18n import _
from kanivete.model import Evidence, ObjectRef, Origin
from kanivete.probe.registry.conversation import Conversation, StoppedError, host_of
from kanivete.probe.registry.exchange import Request
from kanivete.probe.registry.faults import cause_of
from kanivete.probe.registry.stages import Stage, StageName, Verdict
from kanivete.probe.steps import Outcome, Probed, Step, StepName, Target

_STAGES = {StepName.NAME: StageName.NAME, StepName.TCP: StageName.TCP, StepName.TLS: StageName.TLS}


def reach(talk: Conversation, url: str) -> None:
    """Try the way to the server of a URL, or to the proxy that stands before it.

    Raises:
        StoppedError: It ends on the way.
    """
    proxy = talk.client.proxy_for(url)
    probed = talk.client.reach(target_of(proxy or url, tls=not proxy and url.startswith("https:")))
    host = _("proxy {proxy}").format(proxy=host_of(proxy)) if proxy else host_of(url)
    for step in probed.steps:
        if step.name in _STAGES and step.outcome is not Outcome.SKIPPED:
            talk.stages.append(Stage(_STAGES[step.name], host, step.outcome, step.seconds, step.said))
    if failed := probed.failed:
        raise StoppedError(_verdict(talk, url, probed, failed, proxied=bool(proxy)))


def target_of(url: str, *, tls: bool) -> Target:
    """Where a URL leads."""
    at = urlsplit(url)
    port = at.port or (443 if at.scheme == "https" else 80)
    return Target(at.hostname or "", port, tls=tls)


def _verdict(talk: Conversation, url: str, probed: Probed, failed: Step, *, proxied: bool) -> Verdict:
    cause = "image.network-proxy" if proxied else cause_of(failed.name, failed.outcome, failed.fault)
    found = talk.verdict(
        cause, Request(url), failed.said or failed.outcome.value, origin=Origin.PROBE, facts=_facts(probed, failed)
    )
    evidence = Evidence(
        origin=Origin.PROBE,
        text=found.evidence[0].text,
        object=ObjectRef(kind="Registry", name=host_of(url)),
        field=f"{failed.name.value} {probed.target.host}:{probed.target.port}",
    )
    return Verdict(cause, found.certainty, (evidence,), found.facts)


def _facts(probed: Probed, failed: Step) -> dict[str, str]:
    facts: dict[str, str] = {}
    if failed.name is StepName.NAME and probed.resolved and probed.resolved.servers:
        facts["server"] = probed.resolved.servers[0]
    if probed.attempts:
        facts["address"] = probed.attempts[-1].address
    if probed.presented and probed.presented.chain:
        own = probed.presented.chain[0]
        facts["expired_at"] = f"{own.not_after:%Y-%m-%dT%H:%M:%SZ}"
        facts["valid_from"] = f"{own.not_before:%Y-%m-%dT%H:%M:%SZ}"
        facts["names"] = ", ".join(own.names)
    return facts
