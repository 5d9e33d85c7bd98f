"""The images of the rig, made from Debian's packages and a few Go programs, without a container engine."""

from .build import build

__all__ = ["build"]
