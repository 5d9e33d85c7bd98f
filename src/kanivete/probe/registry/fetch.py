"""The manifest of an image: asked for as runtimes do, HEAD before GET, and down to one platform."""

from collections.abc import Mapping

from kanivete.i18n import _
from kanivete.probe.registry.access import Access, authorize, learn
from kanivete.probe.registry.conversation import Conversation, StoppedError
from kanivete.probe.registry.errors import is_html, status_line
from kanivete.probe.registry.exchange import Ended, Request, Response
from kanivete.probe.registry.login import Login
from kanivete.probe.registry.manifest import ACCEPTED, Document, Form, ManifestError, read_manifest
from kanivete.probe.registry.refusals import of_answer, page
from kanivete.probe.registry.stages import StageName, Verdict
from kanivete.probe.steps import Outcome

_BROKEN = {Ended.CUT: "image.truncated", Ended.SILENT: "image.network-stalled", Ended.TIME: "image.network-stalled"}


class Fetcher:
    """Fetches documents of one image with one set of credentials (or none)."""

    def __init__(self, talk: Conversation, access: Access, login: Login | None) -> None:
        self._talk, self._access, self._login = talk, access, login
        self._authorization = authorize(talk, access, login)

    @property
    def authorization(self) -> Mapping[str, str]:
        """The header that shows it."""
        return {"Authorization": self._authorization} if self._authorization else {}

    @property
    def _granted(self) -> bool:
        """Whether a token server has given a token for it; name and password are no grant."""
        return self._authorization.startswith("Bearer ")

    def document(self, reference: str) -> Document:
        """The manifest or index under a tag or digest.

        Raises:
            StoppedError: It cannot be had.
        """
        head, _url = self._ask("HEAD", reference)
        response, url = self._ask("GET", reference)
        request = Request(url)
        self._refused_head(head, response, request)
        if response.status != 200:
            raise self._stop(request, response, self._of_refusal(request, response))
        if response.ended in _BROKEN:
            said = _("the answer ended after {n} bytes").format(n=response.received)
            raise self._stop(request, response, self._talk.verdict(_BROKEN[response.ended], request, said))
        if is_html(response.header("content-type"), response.body):
            raise self._stop(request, response, page(self._talk, request, response))
        try:
            found = read_manifest(response.body, response.header("content-type"))
        except ManifestError as error:
            said = f"{status_line(response.status)}, {error}"
            raise self._stop(request, response, self._talk.verdict("image.manifest-invalid", request, said)) from error
        self._check_digest(found, reference, request, response)
        self._note(request, response, Outcome.OK, f"{found.media_type} {found.digest[:19]}…")
        return self._usable(found, request)

    def _ask(self, method: str, reference: str) -> tuple[Response, str]:
        """Ask; where the registry only now says how it wants to be asked, do that, once."""
        response, url = self._send(method, reference)
        if response.status == 401 and self._access.challenge is None and not self._authorization:
            learn(self._access, response)
            self._authorization = authorize(self._talk, self._access, self._login)
            if self._authorization:
                return self._send(method, reference)
        return response, url

    def _send(self, method: str, reference: str) -> tuple[Response, str]:
        headers = {"Accept": ", ".join(ACCEPTED), **self.authorization}
        request = Request(self._talk.url(f"manifests/{reference}"), method, headers)
        return self._talk.ask(StageName.MANIFEST, request)

    def _refused_head(self, head: Response, response: Response, request: Request) -> None:
        """Runtimes give up where HEAD is refused, whatever GET would have said."""
        if head.status >= 400 and response.status == 200:
            asked = Request(request.url, "HEAD")
            found = of_answer(self._talk, asked, head, granted=self._granted)
            raise self._stop(asked, head, found)

    def _of_refusal(self, request: Request, response: Response) -> Verdict:
        if response.status == 401 and self._access.complaint and not self._authorization:
            said = f"{status_line(401)}: {self._access.complaint}"
            return self._talk.verdict("image.auth-scheme", request, said)
        return of_answer(self._talk, request, response, granted=self._granted)

    def _check_digest(self, found: Document, reference: str, request: Request, response: Response) -> None:
        wanted = reference if ":" in reference else response.header("docker-content-digest")
        if wanted.startswith("sha256:") and wanted != found.digest:
            said = _("the content's digest is {got}, not {wanted}").format(got=found.digest, wanted=wanted)
            raise self._stop(request, response, self._talk.verdict("image.truncated", request, said))

    def _usable(self, found: Document, request: Request) -> Document:
        if found.form is Form.SCHEMA_1:
            raise StoppedError(self._talk.verdict("image.schema-unsupported", request, found.media_type))
        if found.form is Form.OTHER:
            media_type = found.config.media_type if found.config else found.media_type
            raise StoppedError(
                self._talk.verdict("image.media-type", request, media_type, facts={"media_type": media_type})
            )
        return found

    def _stop(self, request: Request, response: Response, verdict: Verdict) -> StoppedError:
        self._note(request, response, Outcome.FAILED, verdict.evidence[0].text)
        return StoppedError(verdict)

    def _note(self, request: Request, response: Response, outcome: Outcome, said: str) -> None:
        self._talk.note(StageName.MANIFEST, request.url, outcome, response.seconds, said)
