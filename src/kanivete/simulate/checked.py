"""The check that shows a fault which leaves every object well."""

from contextlib import nullcontext

from kanivete.check import places, words
from kanivete.check import result as results
from kanivete.check.lookup import NothingFoundError
from kanivete.check.run import check
from kanivete.check.tried.access import Access, shells
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.simulate.errors import SimulateError
from kanivete.simulate.scenario.model import Check
from kanivete.sources.base import Source


def checked(api: Api, source: Source, asked: Check, namespace: str) -> results.Check:
    """What `kanivete check FROM TO` says in a namespace, tried from inside FROM. `source` has not been read before.

    Raises:
        SimulateError: FROM or TO cannot be understood, or is not there.
        SourceError: The cluster cannot be read at all.
    """
    try:
        origin = places.origins(words.origin_word(asked.origin), source, namespace)[0]
        destination = places.destination(words.target_word(asked.target), source, origin.namespace)
    except (words.WordError, NothingFoundError) as error:
        raise SimulateError(_("it cannot be checked: {why}").format(why=error)) from error
    return check(origin, destination, source, Access(shells(api), lambda _origin: nullcontext(None)))
