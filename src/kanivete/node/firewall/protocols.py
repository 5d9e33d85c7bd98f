"""Names and numbers of protocols and of ICMP types. Sources: IANA's registries, iptables' and nft's own spellings."""

NUMBERS = {
    "icmp": 1,
    "igmp": 2,
    "ipencap": 4,
    "ipip": 4,
    "tcp": 6,
    "udp": 17,
    "dccp": 33,
    "ipv6": 41,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "icmpv6": 58,
    "ipv6-icmp": 58,
    "icmp6": 58,
    "ospf": 89,
    "pim": 103,
    "ipcomp": 108,
    "comp": 108,
    "vrrp": 112,
    "l2tp": 115,
    "sctp": 132,
    "udplite": 136,
}
NAMES = {number: name for name, number in reversed(NUMBERS.items())}

TCP, UDP, ICMP, ICMPV6 = 6, 17, 1, 58
WITH_PORTS = frozenset({6, 17, 33, 132, 136})

ICMP_TYPES = {
    "echo-reply": 0,
    "destination-unreachable": 3,
    "source-quench": 4,
    "redirect": 5,
    "echo-request": 8,
    "ping": 8,
    "pong": 0,
    "router-advertisement": 9,
    "router-solicitation": 10,
    "time-exceeded": 11,
    "parameter-problem": 12,
    "timestamp-request": 13,
    "timestamp-reply": 14,
    "info-request": 15,
    "info-reply": 16,
    "address-mask-request": 17,
    "address-mask-reply": 18,
}
ICMPV6_TYPES = {
    "destination-unreachable": 1,
    "packet-too-big": 2,
    "time-exceeded": 3,
    "parameter-problem": 4,
    "echo-request": 128,
    "ping": 128,
    "echo-reply": 129,
    "pong": 129,
    "mld-listener-query": 130,
    "mld-listener-report": 131,
    "mld-listener-done": 132,
    "mld-listener-reduction": 132,
    "nd-router-solicit": 133,
    "router-solicitation": 133,
    "nd-router-advert": 134,
    "router-advertisement": 134,
    "nd-neighbor-solicit": 135,
    "neighbour-solicitation": 135,
    "neighbor-solicitation": 135,
    "nd-neighbor-advert": 136,
    "neighbour-advertisement": 136,
    "neighbor-advertisement": 136,
    "nd-redirect": 137,
    "redirect": 137,
    "mld2-listener-report": 143,
}
SERVICES = {
    "ssh": 22,
    "domain": 53,
    "http": 80,
    "ntp": 123,
    "bgp": 179,
    "https": 443,
    "etcd-client": 2379,
    "etcd-server": 2380,
}
"""The few names that people write by hand; dumps hold numbers."""


def number_of(word: str) -> int | None:
    """The protocol's number, from its name or number; `all` is 0, and None is a name that is not known."""
    if word.isascii() and word.isdigit():
        return int(word) if int(word) < 256 else None
    return 0 if word.lower() == "all" else NUMBERS.get(word.lower())


def name_of(number: int) -> str:
    """`tcp`, or the number of one without a name here."""
    return NAMES.get(number, str(number))


def icmp_type_of(word: str, family: int) -> tuple[int, int | None] | None:
    """`echo-request`, `8` or `3/1` as type and code (None: any code); None if it cannot be read."""
    kind, _slash, code = word.partition("/")
    number = (ICMP_TYPES if family == 4 else ICMPV6_TYPES).get(kind, int(kind) if kind.isdecimal() else None)
    if number is None or (code and not code.isdecimal()):
        return None
    return number, int(code) if code else None
