"""Ingresses that lead to nothing: no such Service, no such port, no certificate, no controller that takes them."""

from collections.abc import Iterator

from kanivete.check.lookup import did_you_mean, listed
from kanivete.check.objects.service import listing
from kanivete.diagnose.context import object_evidence, reference
from kanivete.diagnose.examiners.service.around import Around, service_ref
from kanivete.diagnose.examiners.service.ingress_class import no_controller
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.kinds import INGRESSES, SECRETS, SERVICES
from kanivete.kube.meta import moment
from kanivete.kube.network import Ingress, Service
from kanivete.kube.routes import Backend, backends
from kanivete.model import Certainty, Evidence, ObjectRef
from kanivete.sources.base import Missing

_CERT_MANAGER = ("cert-manager.io/", "acme.cert-manager.io/", "certmanager.k8s.io/")
"""Annotations that ask cert-manager for the certificate: https://cert-manager.io/docs/usage/ingress/"""


def examine(ingress: Ingress, around: Around) -> Iterator[Hypothesis]:
    """What its own fields name and the cluster has not."""
    if ingress.metadata.deletion_timestamp or around.is_young(ingress):
        return
    for backend in backends(ingress):
        yield from _backend(ingress, backend, around)
    yield from _certificates(ingress, around)
    found = no_controller(ingress, around)
    if found:
        cause, evidence, facts = found
        yield _told(ingress, cause, "NoAddress", Certainty.LIKELY, evidence, facts)


def _backend(ingress: Ingress, backend: Backend, around: Around) -> Iterator[Hypothesis]:
    namespace = ingress.metadata.namespace
    service = around.context.source.get(SERVICES, namespace, backend.service)
    ref = _ref(ingress)
    if service is Missing.ABSENT:
        missing = ObjectRef(
            api_version=SERVICES.api_version, kind=SERVICES.kind, namespace=namespace, name=backend.service
        )
        known = [one.metadata.name for one in listed(SERVICES, namespace, around.context.source)]
        evidence = (
            object_evidence(ref, f"{backend.path}.name", backend.service),
            object_evidence(
                missing, "", f'services "{backend.service}" not found{did_you_mean(backend.service, known)}'
            ),
        )
        yield _told(ingress, "ingress.service-not-found", "NoSuchService", Certainty.PROVEN, evidence, _facts(backend))
    elif not isinstance(service, Missing) and not _has(service, backend):
        ports = listing(service.spec.ports) or "-"
        evidence = (
            object_evidence(ref, f"{backend.path}.port", backend.port),
            object_evidence(service_ref(service), "spec.ports", ports),
        )
        facts = {**_facts(backend), "port": backend.port, "ports": ports}
        yield _told(ingress, "ingress.wrong-port", "NoSuchPort", Certainty.PROVEN, evidence, facts)


def _has(service: Service, backend: Backend) -> bool:
    """Whether the Service has the port; one that is only another name for a host has whatever port that has."""
    if service.spec.type == "ExternalName":
        return True
    if backend.port_name:
        return any(port.name == backend.port_name for port in service.spec.ports)
    return not backend.port_number or any(port.port == backend.port_number for port in service.spec.ports)


def _certificates(ingress: Ingress, around: Around) -> Iterator[Hypothesis]:
    wanted = {tls.secret_name: at for at, tls in reversed(list(enumerate(ingress.spec.tls))) if tls.secret_name}
    namespace = ingress.metadata.namespace
    secrets = around.whole(SECRETS, namespace) if wanted else Missing.UNSEEN
    if isinstance(secrets, Missing):
        return
    known = {one.metadata.name for one in secrets}
    for name, at in sorted(wanted.items(), key=lambda item: item[1]):
        if name in known:
            continue
        missing = ObjectRef(api_version=SECRETS.api_version, kind=SECRETS.kind, namespace=namespace, name=name)
        evidence = (
            object_evidence(_ref(ingress), f"spec.tls[{at}].secretName", name),
            object_evidence(missing, "", f'secrets "{name}" not found'),
        )
        yield _told(
            ingress,
            "ingress.tls-secret-missing",
            "NoCertificate",
            Certainty.PROVEN,
            evidence,
            {"secret": name, "host": ", ".join(ingress.spec.tls[at].hosts)},
            _of_cert_manager(ingress),
        )


def _of_cert_manager(ingress: Ingress) -> str:
    if not any(key.startswith(_CERT_MANAGER) for key in ingress.metadata.annotations):
        return ""
    return _("cert-manager is to make it: `kubectl get certificates -n {namespace}` says how far it has come.").format(
        namespace=ingress.metadata.namespace
    )


def _facts(backend: Backend) -> dict[str, str]:
    return {"service": backend.service, "url": backend.url}


def _ref(ingress: Ingress) -> ObjectRef:
    return reference(ingress, INGRESSES.kind, INGRESSES.api_version)


def _told(
    ingress: Ingress,
    cause: str,
    symptom: str,
    certainty: Certainty,
    evidence: tuple[Evidence, ...],
    facts: dict[str, str],
    note: str = "",
) -> Hypothesis:
    ref = _ref(ingress)
    return Hypothesis(
        cause=cause,
        subject=ref,
        object=ref,
        symptom=symptom,
        certainty=certainty,
        evidence=evidence,
        facts={"namespace": ref.namespace, "ingress": ref.name, **facts},
        since=moment(ingress.metadata.creation_timestamp),
        note=note,
    )
