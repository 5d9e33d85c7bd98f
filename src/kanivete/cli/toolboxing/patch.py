"""What a sidecar changes in a workload, as a person is shown it."""

import click

from kanivete.i18n import _, ngettext
from kanivete.redact import clean
from kanivete.toolbox.inject.restore import hand
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import Object


def show(workload: Target, patch: list[Object]) -> None:
    """The change, as a JSON patch in YAML, and what it does to the pods."""
    import yaml

    shown = [one for one in patch if one["path"] != "/metadata/resourceVersion"]
    click.echo(clean(_("Patch of {workload}:").format(workload=workload)), err=True)
    click.echo(clean(yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=10_000)), err=True, nl=False)
    click.echo(clean(_effect(workload)), err=True)


def _effect(workload: Target) -> str:
    if by_hand := hand(workload):
        return by_hand
    replaced = workload.replaced
    text = ngettext("{n} pod will be replaced.", "{n} pods will be replaced.", replaced).format(n=replaced)
    if replaced < workload.replicas:
        kept = workload.replicas - replaced
        text += " " + ngettext(
            "{n} pod stays as it is, for the update strategy's partition.",
            "{n} pods stay as they are, for the update strategy's partition.",
            kept,
        ).format(n=kept)
    return text
