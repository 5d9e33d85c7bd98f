"""Whether faults may be made in a context, and what to do where they may not."""

from dataclasses import dataclass

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.simulate.guard import allowed, looks


@dataclass(frozen=True)
class Answer:
    """`refusal` is why not, for people, or empty. `may_confirm` says whether somebody may allow it on the spot."""

    refusal: str = ""
    may_confirm: bool = False


def answer(api: Api) -> Answer:
    """Of what the configuration and the names of the context say.

    Raises:
        ConfigurationError: The configuration cannot be read.
    """
    connection = api.connection
    production = looks.production(connection)
    if allowed.is_allowed(connection.context, api.server, production=bool(production)):
        return Answer()
    if production:
        return Answer(
            _(
                "context {context!r} looks like production ({name}): no faults are made there; if it is none,"
                " `kanivete simulate allow {context} --production` says so"
            ).format(context=connection.context, name=production)
        )
    cloud = looks.cloud(connection)
    where = f"{api.server}, {cloud}" if cloud else api.server
    return Answer(
        _(
            "nobody has allowed faults in context {context!r} ({where}): `kanivete simulate allow {context}`, or"
            " --allow-context {context} for this once"
        ).format(context=connection.context, where=where),
        may_confirm=True,
    )
