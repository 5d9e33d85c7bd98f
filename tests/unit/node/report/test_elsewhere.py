"""Where to look when no machine's firewall is to blame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.node.report.elsewhere import elsewhere

AZURE = "azure:///subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/pool/virtualMachines/0"
CLOUDS = {
    "aws:///eu-west-1a/i-0abc": ("security group", "--region eu-west-1 --instance-ids i-0abc"),
    "aws:///us-gov-east-1b/i-0abc": ("network ACL", "--region us-gov-east-1 --instance-ids i-0abc"),
    "gce://shop/europe-west1-b/gke-1": ("firewall rules", "gcloud compute firewall-rules list --project shop"),
    AZURE: ("network security groups", "az vmss nic list -g rg --vmss-name pool"),
    "openstack:///0b1c": ("OpenStack", "openstack server show 0b1c"),
    "digitalocean://123": ("DigitalOcean", "doctl compute firewall list-by-droplet 123"),
    "hcloud://9": ("Hetzner", "hcloud firewall list"),
    "": ("between the machines", "traceroute -n -T -p 6443 10.0.0.10"),
    "vsphere://x": ("between the machines", "traceroute"),
}


@pytest.mark.parametrize("provider", CLOUDS)
def test_each_cloud_has_its_own_filters(provider: str) -> None:
    text, command = CLOUDS[provider]
    first = elsewhere(provider, "10.0.0.22", "10.0.0.10", 6443)[0]
    assert text in first.text
    assert command in first.command
    assert "10.0.0.22" in first.text
    assert "10.0.0.10" in first.text


@given(st.text(max_size=80), st.sampled_from(["aws", "gce", "azure", "openstack", "digitalocean", "hcloud", ""]))
def test_a_provider_id_never_becomes_a_command(tail: str, scheme: str) -> None:
    for step in elsewhere(f"{scheme}://{tail};touch x", "10.0.0.1", "10.0.0.2", 6443):
        assert "touch x" not in step.command
