"""`kanivete firewall`: which rule of a node's firewall kills a packet."""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from kanivete.cli import completing, options
from kanivete.cli.printing import print_data
from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.node.firewall.packet import Hook

_MOST = 256 * 1024 * 1024
"""Bytes of one dump that are read."""
_PORT = click.IntRange(0, 65535)


@click.command(
    "firewall",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Find the firewall rule that drops a packet, and the command that takes it back.\n\n"
        "Reads what iptables-save -c, ip6tables-save -c, nft -j list ruleset and ipset save print (several files"
        " together, - for the standard input), and walks the packet through the tables and chains as the kernel does."
        " What the dumps cannot tell is answered with `undecided`, the rule, and why."
    ),
    epilog=options.examples(
        "kanivete firewall --from rules.txt --src 10.0.0.22 --dst 10.0.0.10 --port 6443",
        "ssh node1 iptables-save -c | kanivete firewall --from - --src 10.0.0.22 --dst 10.0.0.10 --port 6443",
        "kanivete firewall --from nft.json --from ipset.txt --src 10.0.0.5 --dst 10.0.0.9 --port 53 --protocol udp",
    ),
)
@click.option(
    "--from",
    "dumps",
    multiple=True,
    required=True,
    metavar="FILE|-",
    shell_complete=completing.files,
    help=_("a dump of the rules; may be repeated"),
)
@click.option("--src", required=True, metavar="ADDRESS", help=_("the packet's source address"))
@click.option("--dst", required=True, metavar="ADDRESS", help=_("its destination address"))
@click.option("--port", type=_PORT, metavar="PORT", help=_("its destination port"))
@click.option("--protocol", default="tcp", show_default=True, help=_("tcp, udp, icmp, … or a number"))
@click.option("--sport", type=_PORT, metavar="PORT", help=_("its source port; if not given, any above 1023"))
@click.option("--icmp-type", metavar="TYPE", help=_("its ICMP type (echo-request)"))
@click.option("--in-interface", metavar="NAME", help=_("the interface it comes in by"))
@click.option("--out-interface", metavar="NAME", help=_("the interface it leaves by"))
@click.option(
    "--hook",
    type=click.Choice(("input", "forward", "output")),
    help=_("to the node, through it, or from it; input, unless the interfaces tell otherwise"),
)
@click.option(
    "--state",
    type=click.Choice(("new", "established", "related", "invalid", "untracked")),
    default="new",
    show_default=True,
    help=_("what connection tracking says of it"),
)
@click.option("--mark", default="0", metavar="N", help=_("the mark it has already (0)"))
@options.format_option()
@options.language_option()
def command(**given: Any) -> int:
    """Read, walk, print."""
    from kanivete.node.firewall.answer import answer
    from kanivete.node.firewall.errors import PacketError, UnreadableError
    from kanivete.node.firewall.packet import State, packet_of
    from kanivete.node.firewall.read import ruleset_of

    try:
        packet = packet_of(
            given["src"],
            given["dst"],
            port=given["port"],
            protocol=given["protocol"],
            sport=given["sport"],
            icmp_type=given["icmp_type"],
            in_interface=given["in_interface"],
            out_interface=given["out_interface"],
            state=State(given["state"]),
            mark=_mark(given["mark"]),
        )
        ruleset = ruleset_of([_read(path) for path in given["dumps"]], packet.family)
        hook = _hook(given["hook"], packet.in_interface, packet.out_interface)
        found = answer(ruleset, packet, hook)
    except PacketError as error:
        raise click.UsageError(str(error)) from error
    except UnreadableError as error:
        raise options.SourceUnreadable(str(error)) from error
    if given["output"] == "text":
        from kanivete.cli.running import width
        from kanivete.node.firewall.text import to_text

        colour = False if os.environ.get("NO_COLOR") else None
        click.echo(to_text(found, packet, hook, width()), color=colour)
    else:
        print_data(found.data(), given["output"])
    return 0


def _hook(word: str | None, in_interface: str | None, out_interface: str | None) -> "Hook":
    from kanivete.node.firewall.packet import Hook

    if word:
        hook = Hook(word)
    elif out_interface:
        hook = Hook.FORWARD if in_interface else Hook.OUTPUT
    else:
        hook = Hook.INPUT
    if hook is Hook.INPUT and out_interface:
        raise click.UsageError(_("a packet to the node itself leaves by no interface: leave out --out-interface"))
    if hook is Hook.OUTPUT and in_interface:
        raise click.UsageError(_("a packet from the node itself came in by no interface: leave out --in-interface"))
    return hook


def _mark(word: str) -> int:
    try:
        mark = int(word, 0)
    except ValueError:
        mark = -1
    if not 0 <= mark < 1 << 32:
        raise click.UsageError(_("{word!r} is no mark: give a number such as 16 or 0x4000").format(word=word))
    return mark


def _read(path: str) -> tuple[str, str]:
    try:
        if path == "-":
            return _("standard input"), sys.stdin.buffer.read(_MOST).decode("utf-8", "replace")
        with open(path, "rb") as file:
            return path, file.read(_MOST).decode("utf-8", "replace")
    except OSError as error:
        raise options.SourceUnreadable(
            _("{path} cannot be read: {why}").format(path=path, why=error.strerror or error)
        ) from error
