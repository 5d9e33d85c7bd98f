"""What happens when it is tried."""
