"""`kanivete check image`: whether an image can be pulled, and if not, why."""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from kanivete.cli import completing, options
from kanivete.cli.mirrors import mirror_option, mirrors_of
from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.check.image.answer import ImageAnswer, Wanted
    from kanivete.check.words import Named
    from kanivete.probe.registry.exchange import Client
    from kanivete.probe.registry.login import Login
    from kanivete.probe.registry.walk import Options


@click.command(
    "image",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Ask an image's registry in stages, as a node would: name, TCP, TLS, token, manifest, platform, layers.\n\n"
        "An argument is an image, or TYPE/NAME for all images of a pod or workload; to mean the image deploy/web write "
        "docker.io/deploy/web. No credentials are used unless you ask for it."
    ),
    epilog=options.examples(
        "kanivete check image alpine:3.20",
        "kanivete check image deploy/web -n shop --with-pull-secrets",
        "kanivete check image registry.example.com/team/app:1.4 --from-node node2",
        "kanivete check image localhost:5000/app --credentials docker-config -o json",
    ),
)
@click.argument("images", nargs=-1, required=True, metavar="IMAGE|TYPE/NAME...")
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace of TYPE/NAME, and of the pod of --from-node"))
@click.option("--from-node", metavar="NODE", help=_("ask from this node, in a pod that is removed afterwards"))
@click.option(
    "--with-pull-secrets", is_flag=True, help=_("read the pull secrets of TYPE/NAME, to show them to the registry")
)
@click.option(
    "--credentials",
    type=click.Choice(("docker-config",)),
    help=_("show the registry what docker login left on this machine"),
)
@click.option("--platform", metavar="OS/ARCH", help=_("the nodes' platform, such as linux/amd64"))
@mirror_option()
@click.option("--download", is_flag=True, help=_("fetch every layer to its end and compare digests"))
@click.option(
    "--ca-file",
    metavar="FILE",
    shell_complete=completing.files,
    help=_("authorities to trust besides the system's (PEM)"),
)
@click.option("--plain-http/--https", default=None, help=_("without TLS, or with; HTTPS, but for localhost"))
@options.cluster_options()
@options.output_options()
@options.language_option()
def command(**given: Any) -> int:
    """Ask, compare, print."""
    import time
    from datetime import UTC, datetime

    started, begun = datetime.now(UTC), time.monotonic()
    asking = _options(given)
    answers = _answers(given, asking)
    from kanivete.diagnose.probing_verdict import finding_of
    from kanivete.render.check.image import ImageCheck

    found = [(one, _finding(one, finding_of, from_node=bool(given["from_node"]))) for one in answers]
    _print(ImageCheck(found, started, time.monotonic() - begun), given["output"])
    return _exit_code([finding for _answer, finding in found if finding], given["fail_on"])


def _options(given: dict[str, Any]) -> "Options":
    from kanivete.probe.registry.manifest import platform_named
    from kanivete.probe.registry.walk import Options

    platform = platform_named(given["platform"]) if given["platform"] else None
    if given["platform"] and platform is None:
        raise click.UsageError(_("{word!r} is no platform: write it as linux/amd64").format(word=given["platform"]))
    mirrors = mirrors_of(given["mirrors"])
    return Options(platform=platform, plain_http=given["plain_http"], mirrors=mirrors, download=given["download"])


def _answers(given: dict[str, Any], asking: "Options") -> "list[ImageAnswer]":
    """What the registries answer, asked from here or from a node."""
    named = [_named(word) for word in given["images"]]
    if given["with_pull_secrets"] and not any(named):
        raise click.UsageError(_("--with-pull-secrets needs TYPE/NAME: an image alone has no pull secrets"))
    wanted = _wanted(given, named)
    if given["from_node"]:
        return _asked_from_node(wanted, asking, given)
    from kanivete.probe.registry.here import CannotAskError, HereClient

    try:
        client = HereClient(given["ca_file"] or "")
    except CannotAskError as error:
        raise click.UsageError(str(error)) from error
    try:
        return _asked(wanted, client, asking, given)
    finally:
        client.close()


def _asked_from_node(wanted: "list[Wanted]", asking: "Options", given: dict[str, Any]) -> "list[ImageAnswer]":
    from dataclasses import replace

    from kanivete.check.image.on_node import NodeError, from_node
    from kanivete.cli.connected import connected
    from kanivete.cli.orderly import orderly
    from kanivete.probe.registry.here import CannotAskError, trusting, with_systems

    file = given["ca_file"] or ""
    try:
        trusting(file)
    except CannotAskError as error:
        raise click.UsageError(str(error)) from error
    with orderly(), connected(given["kubeconfig"], given["context"], given["request_timeout"]) as api:
        namespace = given["namespace"] or api.connection.namespace
        try:
            with from_node(api, given["from_node"], namespace, with_systems(file), _tell) as client:
                answers = _asked(wanted, client, asking, given, from_node=True)
        except NodeError as error:
            raise options.SourceUnreadable(str(error)) from error
        finally:
            _tell("")
    judged = _("Certificates were judged by the authorities of this machine, not by those of the node.")
    return [replace(one, problems=(*one.problems, judged)) for one in answers]


def _asked(
    wanted: "list[Wanted]", client: "Client", asking: "Options", given: dict[str, Any], *, from_node: bool = False
) -> "list[ImageAnswer]":
    from dataclasses import replace

    from kanivete.check.image.answer import ask_image, ask_images

    _tell(_("asking {n} registries …") if len(wanted) > 1 else _("asking the registry …"), len(wanted))
    if given["credentials"]:
        answers = [
            ask_image(one, client, replace(asking, logins=_own_logins(one.name)), from_node=from_node) for one in wanted
        ]
    else:
        answers = ask_images(wanted, client, asking, from_node=from_node)
    _tell("")
    return answers


def _named(word: str) -> "Named | None":
    """The object that an argument names; None for an image."""
    from kanivete.check.words import Named
    from kanivete.kube.kinds import kind_named

    kind, slash, name = word.partition("/")
    found = kind_named(kind) if slash else None
    if found is None or not name or any(mark in name for mark in ":@/"):
        return None
    return Named(found, name)


def _wanted(given: dict[str, Any], named: "list[Named | None]") -> "list[Wanted]":
    """The images to ask about; the cluster is only looked at where an object is named."""
    from kanivete.check.image.answer import Wanted

    if not any(named):
        return [Wanted(word) for word in given["images"]]
    from kanivete.check.image.workload import wanted_by
    from kanivete.check.lookup import NothingFoundError
    from kanivete.cli.connected import connected
    from kanivete.cli.running import failures
    from kanivete.sources.live import LiveSource

    found: list[Wanted] = []
    with failures(), connected(given["kubeconfig"], given["context"], given["request_timeout"]) as api:
        source = LiveSource(api)
        namespace = given["namespace"] or source.default_namespace
        for word, one in zip(given["images"], named, strict=True):
            if one is None:
                found.append(Wanted(word))
                continue
            try:
                found += wanted_by(one, namespace, source, api if given["with_pull_secrets"] else None)
            except NothingFoundError as error:
                raise options.NothingMatched(str(error)) from error
        source.close()
    return found


def _own_logins(name: str) -> "tuple[Login, ...]":
    from kanivete.kube.images import parse_image
    from kanivete.probe.registry.docker_config import docker_logins
    from kanivete.probe.registry.login import LoginError

    image = parse_image(name)
    try:
        return docker_logins(image) if image else ()
    except LoginError as error:
        raise click.UsageError(str(error)) from error


def _finding(answer: "ImageAnswer", finding_of: Any, *, from_node: bool) -> Any:
    """What is wrong; the catalogue speaks of a node, and where this machine met it, that is said first."""
    from msgspec.structs import replace

    from kanivete.check.image.compare import is_on_the_way
    from kanivete.diagnose.prose import preceded

    used = answer.used
    found = finding_of(answer.asked, used.subject if used else None, used.facts if used else None)
    if found is None or from_node or not is_on_the_way(found.cause):
        return found
    here = _("This is what this machine meets, and no node was asked: one may meet something else (--from-node NODE).")
    return replace(found, explanation=preceded(here, found.explanation))


def _print(check: Any, output: str) -> None:
    from kanivete.render.check import image as render

    if output in ("json", "yaml"):
        from kanivete.cli.printing import print_data

        print_data(render.to_data(check), output)
        return
    from kanivete.cli.running import width

    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(render.to_markdown(check) if output == "markdown" else render.to_text(check, width()), color=colour)


def _exit_code(findings: list[Any], fail_on: str | None) -> int:
    from kanivete.model import Severity

    worst = min((finding.severity.rank for finding in findings), default=len(Severity))
    return 1 if fail_on and worst <= Severity(fail_on).rank else 0


def _tell(text: str, n: int = 0) -> None:
    """Say on a terminal's standard error what is being done, and leave no trace of it."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text.format(n=n)}", nl=False, err=True)
