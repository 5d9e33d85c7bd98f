"""The packet walk: which firewall rule of a node kills a packet, by the kernel's own order of tables, chains and rules.

`read.ruleset_of` reads the dumps, `packet.packet_of` the packet, `answer.answer` walks the one through the other.
"""
