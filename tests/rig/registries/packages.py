"""Debian packages that the registries need at run time."""

PACKAGES: list[str] = ["docker-registry", "openssl", "iptables"]
