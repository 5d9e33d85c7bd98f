"""What the matches and targets of iptables mean. Source: iptables-extensions(8), checked against the kernel."""
