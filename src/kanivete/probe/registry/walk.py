"""One image, asked of its registry from the name to the last layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kanivete.i18n import _
from kanivete.kube.images import ImageReference, api_endpoint, parse_image
from kanivete.model import Certainty, Evidence, Origin
from kanivete.probe.registry.access import Access, ping
from kanivete.probe.registry.blobs import Speed, Store, sizes
from kanivete.probe.registry.conversation import Conversation, StoppedError, host_of
from kanivete.probe.registry.exchange import Client, Request
from kanivete.probe.registry.fetch import Fetcher
from kanivete.probe.registry.login import Login
from kanivete.probe.registry.manifest import Descriptor, Document, Form, Platform, choose, runs_on
from kanivete.probe.registry.reach import reach
from kanivete.probe.registry.settle import settle
from kanivete.probe.registry.stages import Asked, Content, Verdict
from kanivete.redact import clean

SLOW_SECONDS = 120.0
"""A pull that takes longer is slow: the kubelet says nothing all that time."""
_ACCESS = frozenset(
    {"image.denied-or-missing", "image.repository-not-found", "image.tag-not-found", "image.rate-limited"}
)
"""What an account may see that others may not, besides what is refused outright."""
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Options:
    """How to ask. `platform` is the nodes'; without one, the image's first platform is as good as any."""

    platform: Platform | None = None
    logins: Sequence[Login] = field(default=(), repr=False)
    plain_http: bool | None = None
    mirrors: Mapping[str, str] = field(default_factory=dict)
    """By registry, the URL of the server to ask instead, as in containerd's `hosts.toml`; by "" for any registry."""
    download: bool = False
    """Fetch all layers and compare their digests."""
    content: bool = True
    """Whether to look at what a good manifest names: configuration and layers."""


def ask_registry(name: str, client: Client, options: Options = Options()) -> Asked:
    """Ask for an image by its name. Never raises for what is found."""
    image = parse_image(name)
    if image is None:
        evidence = Evidence(origin=Origin.OBJECT, text=clean(name))
        verdict = Verdict("image.name-invalid", evidence=(evidence,), facts={"image": clean(name)})
        return Asked(clean(name), None, client.origin, (), verdict)
    return _Walk(image, client, options).walk(name)


def mirror_of(image: ImageReference, options: Options) -> str:
    """The URL of the server to ask instead of the image's registry; empty for none."""
    return options.mirrors.get(str(image.registry)) or options.mirrors.get("", "")


def base_of(image: ImageReference, options: Options) -> str:
    """The URL of the server to ask: HTTPS, but for this machine itself, as containerd has it."""
    if mirror := mirror_of(image, options):
        return mirror.rstrip("/")
    at = api_endpoint(image.registry)
    plain = options.plain_http if options.plain_http is not None else at.host in _LOCAL and at.port != 443
    return f"{'http' if plain else 'https'}://{at}"


class _Walk:
    """One run; its answers gather here."""

    def __init__(self, image: ImageReference, client: Client, options: Options) -> None:
        self._options = options
        self._talk = Conversation(client, image, base_of(image, options))
        self._access = Access(reached={host_of(self._talk.base)})
        self._content: Content | None = None
        self._tags = 0

    def walk(self, name: str) -> Asked:
        talk, client = self._talk, self._talk.client
        try:
            reach(talk, talk.base)
            ping(talk, self._access)
            verdict = self._tried()
        except StoppedError as stopped:
            verdict = stopped.verdict
        return Asked(
            name=name,
            image=talk.image,
            origin=client.origin,
            stages=tuple(talk.stages),
            verdict=verdict,
            content=self._content,
            limit=talk.limit,
            mirror=mirror_of(talk.image, self._options),
            proxy=client.proxy_for(talk.base),
            tags=self._tags,
        )

    def _tried(self) -> Verdict:
        """Anonymously, then with each login until one is let in: with credentials, only those count, as for a node."""
        anonymous = self._attempt(None)
        best = anonymous
        for login in self._options.logins if _depends_on_who_asks(anonymous) else ():
            best = self._attempt(login)
            if best.fine:
                break
        if best.fine and not anonymous.fine:
            return replace(best, note=_("Without credentials the registry refuses it."))
        if not best.fine and anonymous.fine:
            note = _("Without any credentials it can be pulled: it is the credentials that stand in the way.")
            return replace(best, note=note)
        return best

    def _attempt(self, login: Login | None) -> Verdict:
        self._talk.shown = str(login) if login else ""
        authorization: dict[str, str] = {}
        try:
            fetcher = Fetcher(self._talk, self._access, login)
            authorization = dict(fetcher.authorization)
            image = self._talk.image
            document = fetcher.document(image.digest or image.tag)
            return self._looked_into(document, fetcher)
        except StoppedError as stopped:
            verdict, tags = settle(self._talk, stopped.verdict, authorization)
            self._tags = max(self._tags, tags)
            return verdict

    def _looked_into(self, document: Document, fetcher: Fetcher) -> Verdict:
        """The image behind the name, for the wanted platform, and its content."""
        digest, platforms = document.digest, document.platforms
        chosen: Platform | None = None
        if document.form is Form.INDEX:
            entry = self._entry(document)
            chosen = entry.platform
            document = fetcher.document(entry.digest)
        self._content = Content(digest, platforms, chosen, len(document.layers), document.size)
        if not self._options.content:
            return Verdict(facts=self._talk.facts(self._talk.base))
        store = Store(self._talk, fetcher.authorization)
        built = store.platform(document) or chosen
        self._content = replace(self._content, platforms=platforms or ((built,) if built else ()), platform=built)
        wanted = self._options.platform
        if built and wanted and not runs_on(built, wanted):
            raise StoppedError(self._foreign((built,)))
        store.layers(document)
        return self._measured(store, document)

    def _measured(self, store: Store, document: Document) -> Verdict:
        speed: Speed | None = store.download(document) if self._options.download else store.sample(document)
        assert self._content is not None
        if speed:
            self._content = replace(self._content, speed=speed.bytes_per_second, downloaded=self._options.download)
        if speed and (self._content.seconds or 0) > SLOW_SECONDS:
            return self._slow(self._content, speed)
        return Verdict(facts=self._talk.facts(self._talk.base))

    def _slow(self, content: Content, speed: Speed) -> Verdict:
        elapsed = duration(content.seconds or 0)
        said = _("{size} at {speed}/s: {elapsed}").format(
            size=sizes(content.size), speed=sizes(speed.bytes_per_second), elapsed=elapsed
        )
        found = self._talk.verdict("image.slow-pull", Request(speed.url), said, facts={"elapsed": elapsed})
        headline = _("{image} can be pulled, but slowly: it takes about {elapsed} at the speed measured").format(
            image=self._talk.image, elapsed=elapsed
        )
        return replace(found, certainty=Certainty.LIKELY, headline=headline)

    def _entry(self, document: Document) -> Descriptor:
        wanted = self._options.platform
        listed = [child for child in document.children if not child.platform or child.platform.os != "unknown"]
        found = choose(listed, wanted) if wanted else next(iter(listed), None)
        if found is None:
            self._content = Content(document.digest, document.platforms)
            raise StoppedError(self._foreign(document.platforms))
        return found

    def _foreign(self, built: Sequence[Platform]) -> Verdict:
        image, wanted = self._talk.image, self._options.platform
        request = Request(self._talk.url(f"manifests/{image.digest or image.tag}"))
        said = ", ".join(map(str, built)) or _("no platform at all")
        headline = _("{image} exists, but not for {platform}").format(image=image, platform=wanted)
        return replace(
            self._talk.verdict("image.platform", request, said, facts={"platform": str(wanted)}), headline=headline
        )


def _depends_on_who_asks(anonymous: Verdict) -> bool:
    """Credentials change nothing about what is broken for everybody."""
    return anonymous.fine or anonymous.cause in _ACCESS or anonymous.cause.startswith("image.auth-")


def duration(seconds: float) -> str:
    """`5 min 40 s`, `2 h 7 min`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
