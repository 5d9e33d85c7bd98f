"""One image asked, with everything that is known about who wants it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from kanivete.check.image.compare import compared
from kanivete.check.image.pull_secrets import PullSecrets, told_apart
from kanivete.check.image.used import Reported, Used
from kanivete.kube.images import parse_image
from kanivete.probe.registry.exchange import Client
from kanivete.probe.registry.stages import Asked
from kanivete.probe.registry.walk import Options, ask_registry

_AT_ONCE = 4


@dataclass(frozen=True)
class Wanted:
    """An image to ask about: by its name alone, or as a workload uses it, with the credentials it brings."""

    name: str
    used: Used | None = None
    secrets: PullSecrets = field(default_factory=PullSecrets, repr=False)


@dataclass(frozen=True)
class ImageAnswer:
    """What came out. `compared` is a sentence that sets it against the kubelet's words."""

    asked: Asked
    used: Used | None = None
    compared: str = ""
    problems: tuple[str, ...] = ()


def ask_images(
    wanted: Sequence[Wanted], client: Client, options: Options, *, from_node: bool = False
) -> list[ImageAnswer]:
    """All of them at the same time, in their order."""
    with ThreadPoolExecutor(_AT_ONCE, "kanivete-image") as pool:
        return list(pool.map(lambda one: ask_image(one, client, options, from_node=from_node), wanted))


def ask_image(wanted: Wanted, client: Client, options: Options, *, from_node: bool = False) -> ImageAnswer:
    """Ask for one image."""
    used, secrets = wanted.used, wanted.secrets
    if used and not options.platform:
        options = replace(options, platform=used.platform)
    asked = ask_registry(wanted.name, client, _with_logins(options, wanted))
    if asked.image and used and secrets.names:
        namespace = used.pod.metadata.namespace
        asked = replace(asked, verdict=told_apart(asked.verdict, secrets, asked.image, namespace))
    told = used.reported if used else Reported()
    sentence = compared(asked, told, from_node=from_node, with_credentials=bool(secrets.logins))
    return ImageAnswer(asked, used, sentence if used else "", secrets.problems)


def _with_logins(options: Options, wanted: Wanted) -> Options:
    image = parse_image(wanted.name)
    theirs = wanted.secrets.for_image(image) if image else ()
    return replace(options, logins=(*theirs, *options.logins))
