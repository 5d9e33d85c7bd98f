"""The NetworkPolicies of both ends, as steps of the way."""

from collections.abc import Iterator

from kanivete.check.dns.servers import dns_servers, port_of
from kanivete.check.lookup import reference
from kanivete.check.objects.facts import written
from kanivete.check.objects.way import Behind, Way
from kanivete.check.policies.ends import end_of, end_of_origin, end_of_pod
from kanivete.check.policies.evaluate import End, Ruling, Side, ruling
from kanivete.check.result import Break, Mark, ObjectStep, Topic, field_of
from kanivete.check.words import is_ip
from kanivete.i18n import _
from kanivete.kube.kinds import NETWORK_POLICIES, PODS
from kanivete.kube.policies import NetworkPolicy
from kanivete.model import Certainty, Evidence, ObjectRef
from kanivete.sources.base import Missing

_TOPIC = {Side.EGRESS: Topic.EGRESS, Side.INGRESS: Topic.INGRESS}


def steps(way: Way) -> Iterator[ObjectStep]:
    """What egress of FROM, ingress of TO, and egress of FROM to the DNS servers are allowed."""
    origin = end_of_origin(way.origin, way.source)
    protocol = (way.service_port.protocol if way.service_port else "") or "TCP"
    behind = way.ready or way.behind
    if not behind and is_ip(way.destination.host):
        behind = [Behind(way.destination.host, way.destination.number)]
    if origin and origin.is_pod:
        yield from _egress(way, origin, behind, protocol)
    yield from _ingress(way, origin or End("", is_pod=False), behind, protocol)


def _egress(way: Way, origin: End, behind: list[Behind], protocol: str) -> Iterator[ObjectStep]:
    policies = way.source.list(NETWORK_POLICIES, origin.namespace)
    if isinstance(policies, Missing):
        yield _unseen(Side.EGRESS, origin.namespace)
        return
    assert way.origin.pod is not None
    about = reference(way.origin.pod, PODS)
    rulings = [
        (one, ruling(Side.EGRESS, policies, origin, end_of(one, way.source), one.port, protocol)) for one in behind
    ]
    yield from _said(way, about, rulings)
    if way.destination.is_service or not is_ip(way.destination.host):
        yield from _dns(way, origin, policies, about)


def dns_steps(way: Way) -> Iterator[ObjectStep]:
    """Whether FROM may ask the cluster's DNS servers."""
    origin = end_of_origin(way.origin, way.source)
    if origin is None or not origin.is_pod or way.origin.pod is None:
        return
    policies = way.source.list(NETWORK_POLICIES, origin.namespace)
    if not isinstance(policies, Missing):
        yield from _dns(way, origin, policies, reference(way.origin.pod, PODS))


def _ingress(way: Way, origin: End, behind: list[Behind], protocol: str) -> Iterator[ObjectStep]:
    rulings = []
    for one in behind:
        if one.pod is None:
            continue
        policies = way.source.list(NETWORK_POLICIES, one.pod.metadata.namespace)
        if isinstance(policies, Missing):
            yield _unseen(Side.INGRESS, one.pod.metadata.namespace)
            return
        rulings.append((one, ruling(Side.INGRESS, policies, end_of(one, way.source), origin, one.port, protocol)))
    if rulings and rulings[0][0].pod:
        yield from _said(way, reference(rulings[0][0].pod, PODS), rulings)


def _said(way: Way, about: ObjectRef, rulings: list[tuple[Behind, Ruling]]) -> Iterator[ObjectStep]:
    """One step for the direction: broken where it is denied to every endpoint, a hint where to some of them."""
    if not rulings:
        return
    denied = [(one, found) for one, found in rulings if not found.allowed]
    side = rulings[0][1].side
    if not denied:
        allowing = {policy_name(found.allowing) for _one, found in rulings if found.allowing}
        if allowing:
            text = _("{direction} is allowed by {policies}").format(
                direction=_direction(side), policies=", ".join(sorted(allowing))
            )
            yield ObjectStep(_TOPIC[side], Mark.OK, text)
        return
    one, found = denied[0]
    if side is Side.INGRESS and one.pod:
        about = reference(one.pod, PODS)
    text = _denial(way, about, one, found)
    evidence = tuple(_isolation(policy, side) for policy in found.isolating[:3])
    if len(denied) < len(rulings):
        some = _("{text} (so for {n} of {total} endpoints)").format(text=text, n=len(denied), total=len(rulings))
        yield ObjectStep(_TOPIC[side], Mark.HINT, some, evidence)
        return
    yield ObjectStep(
        _TOPIC[side], Mark.BROKEN, text, evidence, _broken("network.policy-denies", way, about, one, found, text)
    )


def _broken(cause: str, way: Way, about: ObjectRef, one: Behind, found: Ruling, text: str) -> Break:
    policy = found.isolating[0]
    facts = {
        "namespace": about.namespace,
        "pod": about.name,
        "policy": policy.metadata.name,
        "direction": found.side.value.lower(),
        "port": str(one.port or ""),
        "target": way.destination.word,
    }
    evidence = tuple(_isolation(p, found.side) for p in found.isolating[:3])
    # Whether the network plugin enforces policies is not written anywhere: only trying it tells.
    return Break(cause, text, reference(policy, NETWORK_POLICIES), Certainty.POSSIBLE, evidence, facts)


def _denial(way: Way, about: ObjectRef, one: Behind, found: Ruling) -> str:
    names = ", ".join(policy_name(policy) for policy in found.isolating[:3])
    if found.side is Side.EGRESS:
        text = _("{pod} may not connect to {target} on port {port}: {policies} isolates its egress and none allows it")
    else:
        text = _(
            "{pod} may not be reached from {origin} on port {port}: {policies} isolates its ingress and none allows it"
        )
    return text.format(
        pod=about,
        target=one.pod.metadata.name if one.pod else one.address,
        origin=way.origin.word,
        port=one.port or "-",
        policies=names,
    )


def _dns(way: Way, origin: End, policies: tuple[NetworkPolicy, ...], about: ObjectRef) -> Iterator[ObjectStep]:
    """Egress that was restricted, with DNS forgotten: names do not resolve, and everything seems broken."""
    servers = dns_servers(way.source)
    if not servers or (way.origin.pod and way.origin.pod.spec.dns_policy == "None"):
        return
    peers = [end_of_pod(pod, way.source) for pod in servers]
    port = port_of(servers[0])
    for protocol in ("UDP", "TCP"):
        found = [ruling(Side.EGRESS, policies, origin, peer, port, protocol) for peer in peers]
        if all(one.allowed for one in found):
            continue
        names = ", ".join(policy_name(policy) for policy in found[0].isolating[:3])
        text = _(
            "{pod} may not ask the cluster's DNS over {protocol}: {policies} isolates its egress without port {port}"
        )
        text = text.format(pod=about, protocol=protocol, policies=names, port=port)
        evidence = tuple(_isolation(policy, Side.EGRESS) for policy in found[0].isolating[:3])
        if protocol == "TCP":
            yield ObjectStep(Topic.DNS, Mark.HINT, text, evidence)
            return
        one = Behind(peers[0].address, port, servers[0])
        broken = _broken("network.policy-denies-dns", way, about, one, found[0], text)
        yield ObjectStep(Topic.DNS, Mark.BROKEN, text, evidence, broken)
        return


def _isolation(policy: NetworkPolicy, side: Side) -> Evidence:
    spec = policy.spec
    count = len(spec.egress if side is Side.EGRESS else spec.ingress)
    key = side.value.lower()
    selected = written(spec.pod_selector.match_labels) if spec.pod_selector.match_labels else "{}"
    return field_of(reference(policy, NETWORK_POLICIES), f"spec.{key}", f"podSelector {selected}, {key} rules: {count}")


def policy_name(policy: NetworkPolicy) -> str:
    """`NetworkPolicy shop/deny-all`."""
    return str(reference(policy, NETWORK_POLICIES))


def _direction(side: Side) -> str:
    return _("egress") if side is Side.EGRESS else _("ingress")


def _unseen(side: Side, namespace: str) -> ObjectStep:
    text = _("the NetworkPolicies of {namespace} could not be seen").format(namespace=namespace)
    return ObjectStep(_TOPIC[side], Mark.UNSEEN, text)
