"""Where to look when no firewall of a machine drops the packet: what filters in that cloud, and how it is listed.

The provider id's form is the cloud provider's: https://kubernetes.io/docs/reference/node/node-status/ and each one's
own documentation.
"""

import re
from collections.abc import Callable, Iterator

from kanivete.i18n import N_, _
from kanivete.model import Step

_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d)[a-z]")
_AZURE_VM = re.compile(
    r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\.Compute/"
    r"(virtualMachines|virtualMachineScaleSets)/([^/]+)",
    re.IGNORECASE,
)


def elsewhere(provider_id: str, source: str, destination: str, port: int, protocol: str = "tcp") -> tuple[Step, ...]:
    """What to look at for a packet that no machine's own firewall stops."""
    facts = {"source": source, "destination": destination, "port": port, "protocol": protocol}
    scheme = provider_id.partition(":")[0]
    cloud = _CLOUDS.get(scheme)
    if cloud is None:
        return tuple(Step(_(text).format(**facts), command.format(**facts)) for text, command in _ANYWHERE)
    return tuple(Step(text.format(**facts), command) for text, command in cloud(provider_id))


_ANYWHERE = (
    (
        N_(
            "Look at what lies between the machines: a firewall or router on the way has to let {protocol} from"
            " {source} to {destination}, port {port}, pass, and the answers back. Where the packets stop:"
        ),
        "traceroute -n -T -p {port} {destination}",
    ),
    (
        N_("On the machine at {destination}, see whether the packets arrive at all:"),
        "tcpdump -ni any host {source} and {protocol} port {port}",
    ),
)


def _aws(provider_id: str) -> Iterator[tuple[str, str]]:
    path = _parts(provider_id)
    instance = path[-1] if path else "INSTANCE"
    zone = _ZONE.fullmatch(path[0]) if len(path) > 1 else None
    region = f" --region {zone[1]}" if zone else ""
    yield (
        _(
            "In AWS a security group, the subnet's network ACL or its route table decides: {source} has to reach"
            " {destination} on {protocol} port {port}, and the ACL has to let the answers back (ports 1024-65535). The"
            " node's groups and subnet:"
        ),
        f"aws ec2 describe-instances{region} --instance-ids {_word(instance)}"
        " --query 'Reservations[].Instances[].[SubnetId,SecurityGroups]'",
    )
    yield (
        _("The API server's side has to allow it in; list its group's rules, and the ACL of the subnet:"),
        f"aws ec2 describe-security-group-rules{region} --filters Name=group-id,Values=GROUP; "
        f"aws ec2 describe-network-acls{region} --filters Name=association.subnet-id,Values=SUBNET",
    )


def _gce(provider_id: str) -> Iterator[tuple[str, str]]:
    project = (_parts(provider_id) or ["PROJECT"])[0]
    yield (
        _(
            "In Google Cloud the VPC's firewall rules and routes decide: {source} has to reach {destination} on"
            " {protocol} port {port} (for a private control plane: its authorized networks, too). The rules:"
        ),
        f"gcloud compute firewall-rules list --project {_word(project)} --sort-by=priority"
        " --format='table(name,network,direction,priority,sourceRanges.list(),allowed[].map().firewall_rule().list(),"
        "denied[].map().firewall_rule().list(),disabled)'",
    )


def _azure(provider_id: str) -> Iterator[tuple[str, str]]:
    found = _AZURE_VM.search(provider_id)
    group, machine = (found[2], found[4]) if found else ("GROUP", "MACHINE")
    command = (
        f"az vm show -g {_word(group)} -n {_word(machine)} --query 'networkProfile.networkInterfaces[].id'"
        if not found or found[3].lower() == "virtualmachines"
        else f"az vmss nic list -g {_word(group)} --vmss-name {_word(machine)} --query '[].id'"
    )
    yield (
        _(
            "In Azure the network security groups of the subnet and the interface, and the route table, decide:"
            " {source} has to reach {destination} on {protocol} port {port}. The node's interfaces:"
        ),
        command,
    )
    yield (
        _("What applies to one of them in the end:"),
        f"az network nic list-effective-nsg -g {_word(group)} -n INTERFACE; "
        f"az network nic show-effective-route-table -g {_word(group)} -n INTERFACE",
    )


def _openstack(provider_id: str) -> Iterator[tuple[str, str]]:
    server = provider_id.rpartition("/")[2] or "SERVER"
    yield (
        _(
            "In OpenStack the ports' security groups decide: {source} has to reach {destination} on {protocol} port"
            " {port}. The node's groups:"
        ),
        f"openstack server show {_word(server)} -c security_groups -c addresses",
    )


def _digital_ocean(provider_id: str) -> Iterator[tuple[str, str]]:
    droplet = provider_id.rpartition("/")[2] or "DROPLET"
    yield (
        _(
            "At DigitalOcean a cloud firewall decides: {source} has to reach {destination} on {protocol} port {port}."
            " The node's firewalls:"
        ),
        f"doctl compute firewall list-by-droplet {_word(droplet)}",
    )


def _hetzner(_provider_id: str) -> Iterator[tuple[str, str]]:
    yield (
        _(
            "At Hetzner a cloud firewall decides: {source} has to reach {destination} on {protocol} port {port}. The"
            " firewalls, and what they apply to:"
        ),
        "hcloud firewall list",
    )


_CLOUDS: dict[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "aws": _aws,
    "gce": _gce,
    "azure": _azure,
    "openstack": _openstack,
    "digitalocean": _digital_ocean,
    "hcloud": _hetzner,
}


def _parts(provider_id: str) -> list[str]:
    """What stands between the slashes after the scheme; it need not be a valid URL."""
    return [part for part in provider_id.partition("://")[2].split("/") if part]


def _word(text: str) -> str:
    """A name in a command; a provider id is anybody's text."""
    return text if re.fullmatch(r"[\w.@:/-]{1,200}", text, re.ASCII) and not text.startswith("-") else "NAME"
