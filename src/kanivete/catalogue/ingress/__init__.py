"""What keeps an Ingress from leading anywhere."""
