"""Readers of what firewall tools print: iptables-save, ipset, nft."""
