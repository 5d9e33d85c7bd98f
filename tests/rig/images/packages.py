"""Debian packages needed to make the images: none but apt and dpkg themselves, and Go."""

PACKAGES: list[str] = []
