"""`kanivete neat`: manifests without what the cluster added."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kanivete.cli import completing, options
from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.toolbox.neat.manifests.read import Manifest
    from kanivete.toolbox.neat.manifests.write import Neat

_SUFFIXES = (".yaml", ".yml", ".json")


@click.command(
    "neat",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Take out of manifests what the cluster added: status, defaults, identities, what controllers wrote.\n\n"
        "Reads YAML or JSON, several documents and lists too, from files, directories or - (standard input, which is"
        " read when nothing is named), or objects of the cluster by TYPE/NAME. What a person wrote stays, with"
        " comments and order; what is left makes the same object when it is applied. With `kubectl get"
        " --show-managed-fields` more can be told about who wrote what."
    ),
    epilog=options.examples(
        "kubectl get deploy web -o yaml | kanivete neat",
        "kanivete neat deploy/web -n shop > web.yaml",
        "kanivete neat exported/ -o json",
        "kubectl get all -A -o yaml --show-managed-fields | kanivete neat -",
    ),
)
@click.argument("what", nargs=-1, metavar="[PATH|TYPE/NAME|-]...", shell_complete=completing.files)
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace of TYPE/NAME; the context's, if not given"))
@click.option("--defaults", "every_default", is_flag=True, help=_("take out defaults even where a person wrote them"))
@click.option(
    "-o",
    "--output",
    type=click.Choice(("yaml", "json")),
    help=_("format of the answer; that of the input, if not given"),
)
@options.cluster_options()
@options.language_option()
def command(
    what: tuple[str, ...],
    namespace: str | None,
    every_default: bool,
    output: str | None,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Read, neaten, print."""
    from kanivete.toolbox.neat.manifests.read import NotManifestError
    from kanivete.toolbox.neat.manifests.write import to_text

    if not what and sys.stdin.isatty():
        raise click.UsageError(_("name a file, a directory or TYPE/NAME, or pipe a manifest in"))
    found: list[Neat] = []
    try:
        for one in what or ("-",):
            if one == "-" or Path(one).exists():
                found += _read(one, every_default)
            else:
                found.append(_live(one, namespace, every_default, (kubeconfig, context, request_timeout)))
    except NotManifestError as error:
        raise options.SourceUnreadable(str(error)) from error
    if not any(one.manifest.objects for one in found):
        raise options.NothingMatched(_("there is no object in {names}").format(names=", ".join(what or ("-",))))
    text, lost = to_text(found, output or _format(found))
    for name in lost:
        click.echo(_("kanivete: {name}: its comments and layout could not be kept").format(name=name), err=True)
    click.echo(text, nl=False)
    return 0


def _format(found: "list[Neat]") -> str:
    """JSON where all that was read is JSON; what comes from a cluster is neither."""
    read = [one.manifest for one in found if one.manifest.objects]
    return "json" if all(not manifest.is_yaml and not manifest.is_live for manifest in read) else "yaml"


def _read(name: str, every_default: bool) -> "Iterator[Neat]":
    from kanivete.toolbox.neat.manifests.write import neat_manifest

    for manifest in _manifests(name):
        yield neat_manifest(manifest, every_default=every_default)


def _manifests(name: str) -> "Iterator[Manifest]":
    from kanivete.toolbox.neat.manifests.read import manifest

    if name == "-":
        yield manifest(_("standard input"), sys.stdin.buffer.read())
        return
    try:
        path = Path(name)
        files = sorted(each for each in path.iterdir() if each.suffix in _SUFFIXES) if path.is_dir() else [path]
        for file in files:
            yield manifest(str(file), file.read_bytes())
    except OSError as error:
        why = error.strerror or error
        raise options.SourceUnreadable(_("{path} cannot be read: {why}").format(path=name, why=why)) from error


def _live(word: str, namespace: str | None, every_default: bool, connection: tuple[Any, ...]) -> "Neat":
    """An object of the cluster."""
    from kanivete.cli.connected import connected
    from kanivete.kube.api.errors import NotFoundError
    from kanivete.toolbox.neat.live import UnknownTypeError, knowledge, resource_named
    from kanivete.toolbox.neat.manifests.read import Manifest
    from kanivete.toolbox.neat.manifests.write import neat_manifest

    kind, slash, name = word.partition("/")
    if not (kind and slash and name) or "/" in name:
        raise options.SourceUnreadable(
            _("there is no file or directory {name!r}, and it is not TYPE/NAME either").format(name=word)
        )
    with connected(*connection) as api:
        try:
            resource = resource_named(api, kind)
            found = api.read(resource.path(namespace or api.connection.namespace or "default", name))
        except UnknownTypeError as error:
            raise click.UsageError(str(error)) from error
        except NotFoundError as error:
            raise options.NothingMatched(str(error)) from error
        first: dict[str, Any] = {key: found[key] for key in ("apiVersion", "kind", "metadata") if key in found}
        live = Manifest(word, [{**first, **found}], is_live=True)
        return neat_manifest(live, every_default=every_default, find=knowledge(api, resource))
