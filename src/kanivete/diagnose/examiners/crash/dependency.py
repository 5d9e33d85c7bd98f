"""What a program could not reach: is it a Service of this cluster, does it exist, does anything stand behind it?"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace

from kanivete.diagnose.context import object_evidence, reference
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.kinds import ENDPOINT_SLICES, NAMESPACES, SERVICES
from kanivete.kube.meta import moment
from kanivete.kube.network import EndpointSlice, Service
from kanivete.model import Certainty, ObjectRef, Owner
from kanivete.sources.base import Missing

_SERVICE_LABEL = "kubernetes.io/service-name"
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_HOSTS = re.compile(
    r"""(?:://(?:[^\s/@"']{0,100}@)?(?P<url>[a-z0-9][a-z0-9.-]{0,252})|["'](?P<pair>[a-z0-9][a-z0-9.-]{0,252})["'],\s?)"""
    r""":?(?P<port>[0-9]{1,5})?"""
)
"""`http://host:port` and `("host", port)`."""
_UNKNOWN_NAME = re.compile(r"name or service not known|no such host|ENOTFOUND|bad address|name does not resolve", re.I)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})


def with_dependency(found: Hypothesis, ending: Ending) -> Hypothesis:
    """The hypothesis, with what the cluster knows about the host and port that the program could not reach."""
    if not found.facts.get("host"):
        found = _as_in_arguments(found, ending)
    host = found.facts.get("host", "").strip("[]").rstrip(".").lower()
    if not host:
        return found
    if host in _LOCAL:
        return _noted(
            found,
            _(
                "{host} is the pod itself: nothing in it listens there. Another pod is reached by a Service's name."
            ).format(host=host),
            Owner.CONFIGURATION,
        )
    name = _service_name(host, ending)
    if name is None:
        return found
    ref = ObjectRef(api_version="v1", kind=SERVICES.kind, namespace=name[0], name=name[1])
    service = ending.context.source.get(SERVICES, *name)
    if service is Missing.UNSEEN:
        return found
    if isinstance(service, Missing):
        return _absent(found, ref, ending)
    return _present(found, ref, service, ending)


def _as_in_arguments(found: Hypothesis, ending: Ending) -> Hypothesis:
    """The hypothesis with the one host that the container's command and arguments name, where the log names none."""
    words = " ".join((*ending.container.command, *ending.container.args))
    named = {match.group("url") or match.group("pair"): match.group("port") or "" for match in _HOSTS.finditer(words)}
    if len(named) == 1:
        [(host, port)] = named.items()
        note = _("The container's arguments name {host}.").format(host=host)
        return replace(_noted(found, note), facts={**found.facts, "host": host, **({"port": port} if port else {})})
    if any(_UNKNOWN_NAME.search(evidence.text) for evidence in found.evidence):
        return replace(found, owner=Owner.CONFIGURATION)
    return found


def _service_name(host: str, ending: Ending) -> tuple[str, str] | None:
    """Namespace and name of the Service that a host name or address would be; None for what is outside."""
    own = ending.symptom.pod.metadata.namespace
    if ":" in host or host.replace(".", "").isdecimal():
        return _by_address(host, own, ending)
    labels = host.split(".")
    if not all(_NAME.fullmatch(label) for label in labels):
        return None
    if len(labels) == 1:
        return own, labels[0]
    if "svc" in labels[2:]:
        at = labels.index("svc", 2)
        return labels[at - 1], labels[at - 2]
    if len(labels) == 2 and (labels[1] == own or _is_namespace(labels[1], ending)):
        return labels[1], labels[0]
    return None


def _by_address(host: str, namespace: str, ending: Ending) -> tuple[str, str] | None:
    services = ending.context.source.list(SERVICES, namespace)
    if isinstance(services, Missing):
        return None
    return next(((namespace, s.metadata.name) for s in services if s.spec.cluster_ip == host), None)


def _is_namespace(name: str, ending: Ending) -> bool:
    return not isinstance(ending.context.source.get(NAMESPACES, "", name), Missing)


def _absent(found: Hypothesis, ref: ObjectRef, ending: Ending) -> Hypothesis:
    note = _("There is no Service {name} in namespace {namespace}.").format(name=ref.name, namespace=ref.namespace)
    near = _similar(ref, ending)
    if near:
        note += " " + _("There is one called {near}.").format(near=near)
    evidence = object_evidence(ref, "", f'services "{ref.name}" not found')
    return replace(_noted(found, note, Owner.CONFIGURATION), evidence=(*found.evidence, evidence), root=ref)


def _similar(ref: ObjectRef, ending: Ending) -> str:
    services = ending.context.source.list(SERVICES, ref.namespace)
    if isinstance(services, Missing):
        return ""
    names = [service.metadata.name for service in services]
    return next(iter(difflib.get_close_matches(ref.name, names, 1, 0.7)), "")


def _present(found: Hypothesis, ref: ObjectRef, service: Service, ending: Ending) -> Hypothesis:
    if note := _wrong_port(found.facts, ref, service):
        ports = ", ".join(str(port.port) for port in service.spec.ports)
        evidence = object_evidence(ref, "spec.ports", ports)
        return replace(_noted(found, note, Owner.CONFIGURATION), evidence=(*found.evidence, evidence))
    made, ended = moment(service.metadata.creation_timestamp), ending.finished
    if made and ended and made > ended:
        return _noted(found, _("The Service {name} was made after the program had ended.").format(name=ref.name))
    slices = ending.context.source.list(ENDPOINT_SLICES, ref.namespace)
    if service.spec.type == "ExternalName":
        return found
    if isinstance(slices, Missing):
        # A cluster dump has no endpoints, but it has the pods that would be some.
        suspect = ending.context.is_suspect(ref.namespace, service.spec.selector)
        return replace(found, root=ref) if suspect else found
    behind = [s for s in slices if s.metadata.labels.get(_SERVICE_LABEL) == ref.name]
    return _by_endpoints(found, ref, service, behind)


def _wrong_port(facts: Mapping[str, str], ref: ObjectRef, service: Service) -> str:
    port, ports = facts.get("port", ""), [str(one.port) for one in service.spec.ports]
    if not port or not ports or port in ports or service.spec.cluster_ip == "None":
        return ""
    return _("The Service {name} has the ports {ports}, not {port}.").format(
        name=ref.name, ports=", ".join(ports), port=port
    )


def _by_endpoints(found: Hypothesis, ref: ObjectRef, service: Service, behind: list[EndpointSlice]) -> Hypothesis:
    endpoints = [endpoint for one in behind for endpoint in one.endpoints]
    ready = sum(endpoint.conditions.ready is not False for endpoint in endpoints)
    if ready:
        note = _(
            "The Service {name} exists and has {ready} ready endpoints now: "
            "compare its targetPort with the port that they listen on."
        )
        return _noted(found, note.format(name=ref.name, ready=ready), Owner.CONFIGURATION)
    if endpoints:
        text = f"endpoints: {len(endpoints)}, ready: 0"
        note = _("The Service {name} exists; none of the {count} pods behind it is ready.")
    else:
        selector = ", ".join(f"{key}={value}" for key, value in sorted(service.spec.selector.items()))
        text = f"endpoints: 0, selector: {selector}"
        note = _("The Service {name} exists, and no running pod matches its selector.")
    first = behind[0] if behind else None
    where = reference(first, ENDPOINT_SLICES.kind, ENDPOINT_SLICES.api_version) if first else ref
    evidence = object_evidence(where, "endpoints", text)
    owner = None if endpoints else Owner.CONFIGURATION
    noted = _noted(found, note.format(name=ref.name, count=len(endpoints)), owner)
    return replace(noted, evidence=(*found.evidence, evidence), root=ref, certainty=Certainty.PROVEN)


def _noted(found: Hypothesis, note: str, owner: Owner | None = None) -> Hypothesis:
    return replace(found, note=" ".join(filter(None, (found.note, note))), owner=owner or found.owner)
