"""The rig's container registries: one that works, one with passwords, and one for each way to fail.

They run in one network namespace on the addresses of ``ADDRESSES``. The caller gives that namespace
the addresses, runs ``firewall`` and ``commands`` in it, and makes the nodes' DNS server know ``NAMES``
(with ``DNS_ARGUMENTS``), nodes trust ``registry-ca.crt``, and containerd use ``MIRRORS``.
"""

from .launch import commands, firewall, prepare, ready_urls
from .sites import ADDRESSES, DNS_ARGUMENTS, MIRRORS, NAMES, PASSWORD, USER

__all__ = [
    "ADDRESSES",
    "DNS_ARGUMENTS",
    "MIRRORS",
    "NAMES",
    "PASSWORD",
    "USER",
    "commands",
    "firewall",
    "prepare",
    "ready_urls",
]
