"""The content of an image: whether the store that keeps it has it, how fast it comes, and whether it is whole."""

import time
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from kanivete.i18n import _, ngettext
from kanivete.model import Certainty
from kanivete.probe.registry.conversation import Conversation, StoppedError, host_of, redirected
from kanivete.probe.registry.exchange import Ended, NoResponseError, Request, Response
from kanivete.probe.registry.manifest import Descriptor, Document, Platform, platform_of_config
from kanivete.probe.registry.reach import reach
from kanivete.probe.registry.refusals import of_answer
from kanivete.probe.registry.stages import StageName, Verdict
from kanivete.probe.steps import Outcome

SAMPLE = 8 * 1024 * 1024
"""Bytes of the largest layer whose arrival is measured: enough to see a line stall, and small layers whole."""
SAMPLE_SECONDS = 6.0
LAYER_SECONDS = 900.0
_AT_ONCE = 4
_MOST_CONFIG = 1024 * 1024
_HEAD = 64 * 1024
"""Bytes of a layer that are kept, to see what it is."""
_MOST_REDIRECTS = 5
_BROKEN = {Ended.CUT: "image.truncated", Ended.SILENT: "image.network-stalled"}
_ENOUGH = 16 * 1024
_TAR_MAGIC = slice(257, 262)


@dataclass(frozen=True)
class Speed:
    """Bytes a second, over how many bytes, from where."""

    bytes_per_second: float
    bytes: int
    url: str


class Store:
    """Where the blobs of one image are kept, asked with one set of credentials."""

    def __init__(self, talk: Conversation, authorization: Mapping[str, str]) -> None:
        self._talk, self._authorization = talk, authorization
        self._reached: set[str] = {host_of(talk.base)}

    def platform(self, document: Document) -> Platform | None:
        """What the image's configuration says that it was built for.

        Raises:
            StoppedError: The configuration cannot be had.
        """
        if document.config is None:
            return None
        response, request = self._get(StageName.CONFIG, document.config, most=_MOST_CONFIG)
        said = f"{document.config.size or response.received} B"
        self._talk.note(StageName.CONFIG, request.url, Outcome.OK, response.seconds, said)
        return platform_of_config(response.body)

    def layers(self, document: Document) -> None:
        """Ask for each layer, without fetching any.

        Raises:
            StoppedError: One is not there.
        """
        parts = list({layer.digest: layer for layer in document.layers}.values())
        begun = time.monotonic()
        with ThreadPoolExecutor(_AT_ONCE, "kanivete-layers") as pool:
            answers = list(pool.map(self._head, parts))
        missing = [
            (part, answer) for part, answer in zip(parts, answers, strict=True) if answer and answer.status == 404
        ]
        if missing:
            part, answer = missing[0]
            request = Request(self._talk.url(f"blobs/{part.digest}"), "HEAD")
            raise self._stop(StageName.LAYERS, request, answer, of_blob(self._talk, request, answer, part.digest))
        there = ngettext("{n} layer is there", "{n} layers are there", len(parts)).format(n=len(parts))
        self._talk.note(StageName.LAYERS, self._talk.base, Outcome.OK, time.monotonic() - begun, there)

    def sample(self, document: Document) -> Speed | None:
        """How fast the beginning of the largest layer comes; None where there is too little to measure.

        Raises:
            StoppedError: It does not come.
        """
        largest = max(document.layers, key=lambda layer: layer.size, default=None)
        if largest is None:
            return None
        most = min(SAMPLE, largest.size or SAMPLE)
        response, request = self._get(StageName.LAYERS, largest, most=most, seconds=SAMPLE_SECONDS)
        if response.ended is not Ended.TIME and response.received == largest.size:
            self._check_digest(largest, request, response)
        self._check_archive(largest, request, response)
        self._talk.note(StageName.LAYERS, request.url, Outcome.OK, response.seconds, _pace(response))
        return _speed(response, request)

    def download(self, document: Document) -> Speed | None:
        """Fetch every layer to its end and compare digests; nothing is kept.

        Raises:
            StoppedError: A layer does not come whole.
        """
        parts = list({layer.digest: layer for layer in document.layers}.values())
        got = []
        for layer in sorted(parts, key=lambda layer: -layer.size):
            response, request = self._get(StageName.LAYERS, layer, most=layer.size + 1, seconds=LAYER_SECONDS)
            self._check_digest(layer, request, response)
            self._check_archive(layer, request, response)
            self._talk.note(StageName.LAYERS, request.url, Outcome.OK, response.seconds, _pace(response))
            got.append((response, request))
        total, seconds = sum(one.received for one, _at in got), sum(one.body_seconds for one, _at in got)
        return Speed(total / max(seconds, 0.001), total, got[0][1].url) if got else None

    def _head(self, part: Descriptor) -> Response | None:
        """The registry's own answer; a redirect says that it has it. None where it would rather not answer HEAD."""
        request = Request(self._talk.url(f"blobs/{part.digest}"), "HEAD", self._authorization)
        try:
            return self._talk.client.send(request)
        except NoResponseError:
            return None

    def _get(self, stage: StageName, part: Descriptor, *, most: int, seconds: float = 15.0) -> tuple[Response, Request]:
        """The blob, wherever the registry keeps it.

        Raises:
            StoppedError: It does not come.
        """
        headers = dict(self._authorization)
        if most < part.size:
            headers["Range"] = f"bytes=0-{most - 1}"
        keep = most if stage is StageName.CONFIG else _HEAD
        request = Request(self._talk.url(f"blobs/{part.digest}"), "GET", headers, b"", most, seconds, keep)
        for _hop in range(_MOST_REDIRECTS):
            if host_of(request.url) not in self._reached:
                self._reached.add(host_of(request.url))
                reach(self._talk, request.url)
            response = self._talk.send(stage, request)
            onward = redirected(request, response)
            if onward is None:
                break
            request = onward
        if response.status not in (200, 206):
            verdict = of_blob(self._talk, request, response, part.digest)
            raise self._stop(stage, request, response, verdict)
        if response.ended in _BROKEN or (response.ended is Ended.TIME and not response.received):
            raise self._stop(stage, request, response, self._broken(part, request, response))
        return response, request

    def _broken(self, part: Descriptor, request: Request, response: Response) -> Verdict:
        cause = _BROKEN.get(response.ended, "image.network-stalled")
        said = _("{digest}: {got} of {size} bytes came, then {what}").format(
            digest=part.digest,
            got=response.received,
            size=part.size,
            what=_("the connection ended") if response.ended is Ended.CUT else _("nothing more"),
        )
        return self._talk.verdict(
            cause, request, said, facts={"expected": str(part.size), "got": str(response.received)}
        )

    def _check_digest(self, layer: Descriptor, request: Request, response: Response) -> None:
        if response.sha256 and layer.digest.startswith("sha256:") and f"sha256:{response.sha256}" != layer.digest:
            said = _("layer {digest}: the digest of what came is sha256:{got}").format(
                digest=layer.digest, got=response.sha256
            )
            raise self._stop(StageName.LAYERS, request, response, self._talk.verdict("image.truncated", request, said))

    def _check_archive(self, layer: Descriptor, request: Request, response: Response) -> None:
        """A compressed layer that begins with something else than a tar header was pushed so."""
        if "gzip" not in layer.media_type or not response.body:
            return
        head = _beginning(response.body)
        if head is None or (len(head) >= 512 and any(head) and head[_TAR_MAGIC] != b"ustar"):
            said = _("layer {digest} is no tar archive: the registry serves what was pushed").format(
                digest=layer.digest
            )
            verdict = self._talk.verdict("image.unpack-failed", request, said, certainty=Certainty.LIKELY)
            headline = _("A layer of {image} is no tar archive").format(image=self._talk.image)
            raise self._stop(StageName.LAYERS, request, response, replace(verdict, headline=headline))

    def _stop(self, stage: StageName, request: Request, response: Response, verdict: Verdict) -> StoppedError:
        self._talk.note(stage, request.url, Outcome.FAILED, response.seconds, verdict.evidence[0].text)
        return StoppedError(verdict)


def of_blob(talk: Conversation, request: Request, response: Response, digest: str) -> Verdict:
    """The verdict for a blob that is not served."""
    found = of_answer(talk, request, response, granted=True)
    if response.status in (404, 410):
        return replace(found, cause="image.blob-missing", facts={**found.facts, "digest": digest})
    return found


def sizes(count: float) -> str:
    """`3.4 MB`, as image tools count: in thousands."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} B"


def _beginning(body: bytes) -> bytes | None:
    """The first bytes of what is compressed; None where it is not gzip."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, 512)
    except zlib.error:
        return None


def _pace(response: Response) -> str:
    """`1.1 MB of the largest layer`, with its speed where that says something."""
    if response.received < _ENOUGH:
        return _("{size} read").format(size=sizes(response.received))
    speed = sizes(response.received / max(response.body_seconds, 0.001))
    return _("{size} read, {speed}/s").format(size=sizes(response.received), speed=speed)


def _speed(response: Response, request: Request) -> Speed | None:
    """Nothing for so few bytes that they say more about the way than about its width."""
    if response.received < _ENOUGH:
        return None
    return Speed(response.received / max(response.body_seconds, 0.001), response.received, request.url)
