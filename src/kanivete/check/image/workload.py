"""What is asked about a pod or workload: its images, and with its consent the credentials it brings."""

from kanivete.check.image.answer import Wanted
from kanivete.check.image.pull_secrets import PullSecrets, names_of, read_pull_secrets
from kanivete.check.image.used import images_of
from kanivete.check.words import Named
from kanivete.kube.api.client import Api
from kanivete.sources.base import Source


def wanted_by(named: Named, namespace: str, source: Source, secrets_from: Api | None = None) -> list[Wanted]:
    """The images of an object. Its pull secrets are read only where `secrets_from` says from where.

    Raises:
        NothingFoundError: There is no such object, or no pod of it.
    """
    found = images_of(named, namespace, source)
    read: dict[str, PullSecrets] = {}
    if secrets_from is not None:
        for used in found:
            meta = used.pod.metadata
            if meta.name not in read:
                read[meta.name] = read_pull_secrets(secrets_from, meta.namespace, names_of(used.pod, source))
    return [Wanted(used.image, used, read.get(used.pod.metadata.name, PullSecrets())) for used in found]
