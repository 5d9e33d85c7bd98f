"""The talk with one registry: what is asked is noted, and what stops it becomes a verdict."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

from kanivete.i18n import _
from kanivete.kube.images import Endpoint, ImageReference, api_endpoint, endpoint_facts, endpoint_of_url
from kanivete.model import Certainty, Evidence, ObjectRef, Origin
from kanivete.probe.registry.exchange import Client, NoResponseError, Request, Response
from kanivete.probe.registry.faults import cause_of
from kanivete.probe.registry.stages import Limit, Stage, StageName, Verdict
from kanivete.probe.steps import Outcome
from kanivete.redact import clean

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class StoppedError(Exception):
    """A pull would end here; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.cause)
        self.verdict = verdict


class Conversation:
    """One image, asked of the server at `base` (`https://registry-1.docker.io`) through a client."""

    def __init__(self, client: Client, image: ImageReference, base: str) -> None:
        self.client, self.image, self.base = client, image, base
        self.stages: list[Stage] = []
        self.limit: Limit | None = None
        self.shown = ""
        """The credentials that are being shown, for people."""

    def url(self, path: str) -> str:
        """A path of the image's repository: `manifests/latest`."""
        return f"{self.base}/v2/{self.image.path}/{path}"

    def note(self, name: StageName, url: str, outcome: Outcome, seconds: float | None = None, said: str = "") -> None:
        """Keep a stage."""
        self.stages.append(Stage(name, host_of(url), outcome, seconds, clean(said), self.shown))

    def ask(self, stage: StageName, request: Request) -> tuple[Response, str]:
        """The answer and the URL that gave it. Redirects are followed, without credentials to another server.

        Raises:
            StoppedError: There is no answer, or redirects lead nowhere.
        """
        seen = {request.url}
        for _hop in range(_MOST_REDIRECTS):
            response = self.send(stage, request)
            onward = redirected(request, response)
            if onward is None:
                return response, request.url
            request = onward
            if request.url in seen:
                break
            seen.add(request.url)
        self.note(stage, request.url, Outcome.FAILED, said=_("redirected in a circle, or too often"))
        said = f"{response.status} Location: {shown_url(request.url)}"
        raise StoppedError(self.verdict("image.registry-error", request, said, facts={"status": str(response.status)}))

    def send(self, stage: StageName, request: Request) -> Response:
        """One answer, without following anything.

        Raises:
            StoppedError: There is none.
        """
        try:
            response = self.client.send(request)
        except NoResponseError as failure:
            self.note(stage, request.url, failure.outcome, failure.seconds, failure.said)
            cause = "image.network-proxy" if failure.proxy else cause_of(failure.step, failure.outcome, failure.fault)
            raise StoppedError(self.verdict(cause, request, failure.said, origin=Origin.PROBE)) from failure
        self._limited(response)
        return response

    def verdict(
        self,
        cause: str,
        request: Request,
        said: str,
        *,
        certainty: Certainty = Certainty.PROVEN,
        origin: Origin = Origin.REGISTRY,
        note: str = "",
        facts: Mapping[str, str] = MappingProxyType({}),
    ) -> Verdict:
        """A verdict that quotes what was said to a request."""
        text = clean(said)
        evidence = Evidence(
            origin=origin,
            text=text,
            object=ObjectRef(kind="Registry", name=host_of(request.url)),
            field=f"{request.method} {shown_url(request.url)}",
        )
        known = self.facts(request.url, on_the_way=origin is Origin.PROBE)
        return Verdict(cause, certainty, (evidence,), {**known, **facts}, note=note)

    def facts(self, url: str, *, on_the_way: bool = False) -> Mapping[str, str]:
        """The facts that the catalogue's texts use, with the server that a URL leads to as the registry.

        A mirror answers in the registry's name; but where the way to it fails, it is its own name that counts.
        """
        there = endpoint_of_url(url)
        itself = {host_of(f"https://{api_endpoint(self.image.registry)}")}
        itself |= set() if on_the_way else {host_of(self.base)}
        blamed = self.image.registry if there is None or host_of(url) in itself else there
        return {**endpoint_facts(blamed, self.image), "image": str(self.image)}

    def _limited(self, response: Response) -> None:
        """Docker Hub's count (https://docs.docker.com/docker-hub/usage/pulls/): `100;w=21600`."""
        limit, remaining = response.header("ratelimit-limit"), response.header("ratelimit-remaining")
        counts = [text.partition(";")[0].strip() for text in (limit, remaining)]
        window = limit.partition(";w=")[2]
        if all(count.isascii() and count.isdigit() for count in counts):
            seconds = int(window) if window.isascii() and window.isdigit() else 0
            self.limit = Limit(int(counts[0]), int(counts[1]), seconds)


def redirected(request: Request, response: Response) -> Request | None:
    """The request at the place that an answer points to, None where it points nowhere that can be asked.

    Credentials stay with the server they are for.
    """
    location = response.header("location")
    if response.status not in _REDIRECTS or not location:
        return None
    try:
        url = urljoin(request.url, location)
        there, here = urlsplit(url), urlsplit(request.url)
        sound = there.scheme in ("http", "https") and bool(there.hostname) and (there.port or 1) > 0
    except ValueError:
        return None
    if not sound or not url.isprintable():
        return None
    if there[:2] == here[:2]:
        return replace(request, url=url)
    headers = {name: value for name, value in request.headers.items() if name.lower() != "authorization"}
    return replace(request, url=url, headers=headers)


def host_of(url: str) -> str:
    """`host[:port]` of a URL, as registries are named; the port only where it is not the scheme's own."""
    at = endpoint_of_url(url)
    if at is None:
        return ""
    own = 443 if url.startswith("https:") else 80
    return str(Endpoint(at.host, 0 if at.port == own else at.port))


def shown_url(url: str) -> str:
    """A URL without its query: signed URLs of content stores hold credentials there."""
    return url.partition("?")[0]
