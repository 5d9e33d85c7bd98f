"""`kanivete node`: why a node is not Ready."""

from typing import Any

import click

from kanivete.cli import completing, options
from kanivete.cli.durations import Duration
from kanivete.i18n import _


@click.command(
    "node",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Find out why a node is not Ready: what its kubelet's log says, which of the paths it needs fail, and which"
        " firewall rule is to blame.\n\n"
        "The API alone tells the node's state and, where the kubelet allows log queries, its log. A node that is cut"
        " off is read over ssh, on the node itself, or from a log that you give it. Reads only; --debug-pod makes a pod"
        " and removes it."
    ),
    epilog=options.examples(
        "kanivete node node2",
        "kanivete node node2 --ssh admin@node2 --ssh-control-plane admin@cp1",
        "ssh node2 sudo journalctl -u kubelet | kanivete node node2 --log -",
        "kanivete node node2 --debug-pod",
        "sudo kanivete node --local",
        "kanivete node node2 --from recording.tar.gz -o markdown",
    ),
)
@click.argument("name", required=False, metavar="NAME")
@click.option(
    "--from",
    "recording",
    metavar="PATH|-",
    shell_complete=completing.files,
    help=_("a recording instead of a live cluster"),
)
@click.option(
    "--ssh", default="", metavar="[USER@]HOST", help=_("the node's machine for your ssh; USER@ for its address")
)
@click.option(
    "--ssh-control-plane", default="", metavar="[USER@]HOST", help=_("the API server's machine, to read its firewall")
)
@click.option(
    "--ssh-map",
    multiple=True,
    metavar="NODE=HOST|FILE",
    help=_("other machines; may be repeated; or a file of such lines"),
)
@click.option(
    "--ssh-config", default="", metavar="FILE", shell_complete=completing.files, help=_("configuration file for ssh -F")
)
@click.option("--no-sudo", is_flag=True, help=_("do not use sudo on the machines (it is never asked for a password)"))
@click.option("--local", is_flag=True, help=_("this machine is the node"))
@click.option(
    "--debug-pod", is_flag=True, help=_("read the node by a privileged pod on it, which is removed afterwards")
)
@click.option(
    "--image", "images", multiple=True, metavar="IMAGE", help=_("image for the debug pod; the first to be had")
)
@click.option("-n", "--namespace", default="", metavar="NAME", help=_("namespace for the debug pod"))
@click.option(
    "--log",
    metavar="FILE|-",
    shell_complete=completing.files,
    help=_("the kubelet's log: what journalctl -u kubelet prints, or a file"),
)
@click.option(
    "--firewall",
    "firewalls",
    multiple=True,
    metavar="[MACHINE=]FILE",
    help=_("what iptables-save -c, nft -j list ruleset or ipset save printed on a machine; may be repeated"),
)
@click.option(
    "--since",
    type=Duration(),
    metavar="TIME",
    help=_("how far back the log is read: 2h, 30m; if not given, as far as it matters"),
)
@options.cluster_options()
@options.output_options()
@options.language_option()
def command(**given: Any) -> int:
    """Open, gather, diagnose, print."""
    from kanivete.cli.node_run import run

    return run(**given)
