"""What a registry answered: the stages as a table, then one verdict an image."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
import msgspec

from kanivete import __version__
from kanivete.check.image.answer import ImageAnswer
from kanivete.i18n import N_, _, ngettext
from kanivete.model import Finding
from kanivete.probe.registry.blobs import sizes
from kanivete.probe.registry.stages import Asked, Content, Stage, StageName
from kanivete.probe.registry.walk import duration
from kanivete.probe.steps import StepName
from kanivete.probe.words import OUTCOMES, STEPS
from kanivete.probe.words import duration as took
from kanivete.render import markdown, text
from kanivete.render.steps import colour_of

STAGES = {
    StageName.NAME: STEPS[StepName.NAME],
    StageName.TCP: STEPS[StepName.TCP],
    StageName.TLS: STEPS[StepName.TLS],
    StageName.PING: N_("/v2/"),
    StageName.TOKEN: N_("token"),
    StageName.MANIFEST: N_("manifest"),
    StageName.CONFIG: N_("configuration"),
    StageName.LAYERS: N_("layers"),
    StageName.TAGS: N_("tags"),
}
_LEAST = 24
"""Columns for what was said, however narrow the terminal."""


@dataclass(frozen=True)
class ImageCheck:
    """The answer of a run: each image with its finding, if there is one."""

    images: Sequence[tuple[ImageAnswer, Finding | None]]
    started: datetime
    seconds: float


def to_text(check: ImageCheck, width: int) -> str:
    """For people at a terminal."""
    return "\n".join(_text(check, width)).rstrip()


def to_markdown(check: ImageCheck) -> str:
    """For tickets."""
    lines: list[str] = []
    for answer, finding in check.images:
        lines += [f"## {markdown.plain(_heading(answer))}", ""]
        lines += _markdown_table(answer.asked.stages)
        lines += [markdown.plain(line) for line in _notes(answer, finding)]
        lines += ["", *(markdown.finding_lines(finding) if finding else ())]
    return "\n".join(lines).rstrip()


def to_data(check: ImageCheck) -> dict[str, Any]:
    """For programs (docs/check-image.md names the fields)."""
    return {
        "apiVersion": "kanivete.dev/v1alpha1",
        "kind": "ImageCheck",
        "metadata": {
            "startedAt": f"{check.started:%Y-%m-%dT%H:%M:%SZ}",
            "durationSeconds": round(check.seconds, 3),
            "version": __version__,
        },
        "images": [_data(answer, finding) for answer, finding in check.images],
    }


def _text(check: ImageCheck, width: int) -> Iterator[str]:
    for answer, finding in check.images:
        yield click.style(_heading(answer), bold=True)
        yield ""
        yield from _table(answer.asked.stages, width)
        for line in _notes(answer, finding):
            yield from textwrap.wrap(line, width, initial_indent="   ", subsequent_indent="   ")
        if finding:
            yield from text.finding_lines(finding, width, check.started)
        else:
            yield ""


def _heading(answer: ImageAnswer) -> str:
    asked, used = answer.asked, answer.used
    where = _("asked from {origin}").format(origin=asked.origin)
    if used is None:
        return f"{asked.name}, {where}"
    names = ", ".join(used.containers)
    who = ngettext("container {names} of {subject}", "containers {names} of {subject}", len(used.containers))
    return f"{asked.name} ({who.format(names=names, subject=used.subject)}), {where}"


def _table(stages: Sequence[Stage], width: int) -> Iterator[str]:
    rows = [_row(stage) for stage in stages]
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for (name, host, outcome, time, said), stage in zip(rows, stages, strict=True):
        head = f"   {name:<{widths[0]}}  {host:<{widths[1]}}  "
        margin = len(head) + widths[2] + widths[3] + 4
        room = max(width - margin, _LEAST)
        first, *more = textwrap.wrap(said, room, break_on_hyphens=False) or [""]
        painted = click.style(f"{outcome:<{widths[2]}}", fg=colour_of(stage.outcome))
        yield f"{head}{painted}  {time:>{widths[3]}}  {first}".rstrip()
        yield from (" " * margin + line for line in more)
    yield ""


def _markdown_table(stages: Iterable[Stage]) -> Iterator[str]:
    yield "| " + " | ".join((_("Stage"), _("Server"), _("Outcome"), _("Time"), _("Answer"))) + " |"
    yield "|---|---|---|---|---|"
    for stage in stages:
        yield "| " + " | ".join(markdown.plain(cell) for cell in _row(stage)) + " |"
    yield ""


def _row(stage: Stage) -> tuple[str, str, str, str, str]:
    said = " ".join(filter(None, (stage.said, f"[{stage.shown}]" if stage.shown else "")))
    return _(STAGES[stage.name]), stage.host, _(OUTCOMES[stage.outcome]), took(stage.seconds), " ".join(said.split())


def _notes(answer: ImageAnswer, finding: Finding | None) -> Iterator[str]:
    """The verdict where all is well, and what is worth knowing beside it."""
    asked = answer.asked
    if finding is None:
        yield _("fine: this image can be pulled ({facts})").format(facts=", ".join(_facts(asked)))
        if asked.verdict.note:
            yield asked.verdict.note
    if answer.compared:
        yield answer.compared
    yield from answer.problems
    if asked.mirror:
        yield _("The mirror {mirror} was asked, not {registry} itself.").format(
            mirror=asked.mirror, registry=asked.image.registry if asked.image else ""
        )
    if asked.proxy:
        yield _("It was asked through the proxy {proxy}, as the environment says; nodes may have another.").format(
            proxy=asked.proxy
        )
    if asked.limit:
        yield _("The registry counts: {remaining} of {limit} pulls are left.").format(
            remaining=asked.limit.remaining, limit=asked.limit.limit
        )


def _facts(asked: Asked) -> Iterator[str]:
    content = asked.content
    if content is None:
        return
    if content.platform:
        yield str(content.platform)
    others = [str(one) for one in content.platforms if one != content.platform]
    if len(others) > 0 and content.platform:
        yield ngettext("and {n} more platform", "and {n} more platforms", len(others)).format(n=len(others))
    yield ngettext("{n} layer", "{n} layers", content.layers).format(n=content.layers)
    yield sizes(content.size)
    yield from _speed(content)
    if content.downloaded:
        yield _("all downloaded, every digest right")


def _speed(content: Content) -> Iterator[str]:
    if content.speed and content.seconds is not None:
        yield _("about {elapsed} at {speed}/s").format(
            elapsed=duration(max(content.seconds, 1)), speed=sizes(content.speed)
        )


def _data(answer: ImageAnswer, finding: Finding | None) -> dict[str, Any]:
    asked, used = answer.asked, answer.used
    return {
        "name": asked.name,
        "image": str(asked.image) if asked.image else None,
        "pullable": asked.verdict.fine,
        "from": asked.origin,
        "mirror": asked.mirror or None,
        "proxy": asked.proxy or None,
        "subject": msgspec.to_builtins(used.subject) if used else None,
        "containers": list(used.containers) if used else [],
        "stages": [_stage_data(stage) for stage in asked.stages],
        "content": _content_data(asked.content) if asked.content else None,
        "rateLimit": {
            "limit": asked.limit.limit,
            "remaining": asked.limit.remaining,
            "windowSeconds": asked.limit.window,
        }
        if asked.limit
        else None,
        "suggestions": [{"tag": one.tag, "why": one.why.value} for one in asked.verdict.suggestions],
        "reported": {"cause": used.reported.cause or None, "evidence": msgspec.to_builtins(used.reported.evidence)}
        if used
        else None,
        "notes": [note for note in (asked.verdict.note, answer.compared, *answer.problems) if note],
        "finding": msgspec.to_builtins(finding) if finding else None,
    }


def _stage_data(stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.name.value,
        "host": stage.host,
        "outcome": stage.outcome.value,
        "seconds": None if stage.seconds is None else round(stage.seconds, 6),
        "said": stage.said,
        "shown": stage.shown or None,
    }


def _content_data(content: Content) -> dict[str, Any]:
    return {
        "digest": content.digest,
        "platforms": [str(one) for one in content.platforms],
        "platform": str(content.platform) if content.platform else None,
        "layers": content.layers,
        "bytes": content.size,
        "bytesPerSecond": round(content.speed) if content.speed else None,
        "expectedSeconds": round(content.seconds, 1) if content.seconds else None,
        "downloaded": content.downloaded,
    }
