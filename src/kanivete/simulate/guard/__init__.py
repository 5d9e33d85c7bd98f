"""Where a fault may be made: never where it looks like production, and only where somebody has said so."""
