"""What a node can tell about itself: its firewall, its log, its ports."""
