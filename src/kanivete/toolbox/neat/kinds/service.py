"""What a cluster allots to a Service."""

from collections.abc import Iterator, Mapping
from typing import Any

from kanivete.toolbox.neat.paths import Path
from kanivete.toolbox.neat.written import Authors


def service(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """Addresses and families of them; node ports only where the object tells that nobody asked for them."""
    spec = whole.get("spec")
    if not isinstance(spec, dict):
        return
    written = authors.touched.field("spec")
    gone = []
    if not written.has("clusterIPs"):
        gone.append("clusterIPs")
    if spec.get("clusterIP") != "None" and not written.has("clusterIP"):
        gone.append("clusterIP")
    single = spec.get("ipFamilyPolicy", "SingleStack") == "SingleStack"
    if single and not authors.explicit.field("spec").has("ipFamilyPolicy"):
        gone.append("ipFamilyPolicy")
    if (single or authors.is_told) and not written.has("ipFamilies"):
        gone.append("ipFamilies")
    if authors.is_told and not written.has("healthCheckNodePort"):
        gone.append("healthCheckNodePort")
    yield from (("spec", name) for name in gone if name in spec)
    ports = spec.get("ports")
    for at, port in enumerate(ports if isinstance(ports, list) and authors.is_told else ()):
        if isinstance(port, dict) and "nodePort" in port and not written.field("ports").item(at, port).has("nodePort"):
            yield "spec", "ports", at, "nodePort"
