"""NetworkPolicies: what they allow between two ends."""
