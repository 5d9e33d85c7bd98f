"""Why a volume cannot be bound, attached or mounted."""
