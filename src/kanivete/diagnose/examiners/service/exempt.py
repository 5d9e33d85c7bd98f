"""Services with nobody behind them that nobody misses."""

from kanivete.diagnose.examiners.service.around import Around
from kanivete.kube.network import Service

_SYSTEM = "kube-system"


def is_exempt(service: Service, around: Around) -> bool:
    """Whether nothing is to be concluded from there being no endpoints, unless the Service was named.

    A Service without a selector is filled by somebody else; a headless one, or one with the addresses of pods that are
    not ready, is for programs that find each other; one with a controller is that controller's business, and in
    kube-system monitoring leaves Services for components that a managed cluster keeps to itself.
    """
    spec, meta = service.spec, service.metadata
    if not spec.selector or spec.type == "ExternalName" or meta.deletion_timestamp:
        return True
    if around.wanted.has_names:
        return False
    is_internal = service.is_headless or spec.publish_not_ready_addresses or meta.namespace == _SYSTEM
    return is_internal or any(owner.controller for owner in meta.owner_references) or around.is_young(service)
