"""What nft's expressions and statements mean. Source: libnftables-json(5), nft(8), checked against the kernel."""
