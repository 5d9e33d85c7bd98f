"""The credentials of the person at this machine: Docker's `config.json` and its credential helpers."""

import os
import re
import subprocess
from pathlib import Path

from kanivete.i18n import _
from kanivete.kube.decode import NotJsonError, plain
from kanivete.kube.images import DOCKER_HUB, ImageReference
from kanivete.probe.registry.login import Login, LoginError, for_image, logins

_HUB_SERVER = "https://index.docker.io/v1/"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,100}\Z")
_SECONDS = 20.0
_TOKEN_USER = "<token>"
"""The user name by which a helper says that its secret is an identity token."""


def docker_logins(image: ImageReference) -> tuple[Login, ...]:
    """What `docker login` left for an image's registry; nothing where there is nothing.

    Raises:
        LoginError: There is a configuration that cannot be read, or its credential helper fails.
    """
    path = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker") / "config.json"
    source = str(path)
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise LoginError(_("{path} cannot be read: {why}").format(path=path, why=error.strerror or error)) from error
    try:
        config = plain(text)
    except (NotJsonError, ValueError) as error:
        raise LoginError(_("{source} is not JSON").format(source=source)) from error
    server = _HUB_SERVER if image.registry.host == DOCKER_HUB else str(image.registry)
    helpers = config.get("credHelpers")
    helper = helpers.get(server) if isinstance(helpers, dict) else None
    helper = helper or config.get("credsStore")
    if isinstance(helper, str) and helper and (found := _from_helper(helper, server)):
        return (found,)
    return for_image(logins(text, source), image)


def _from_helper(name: str, server: str) -> Login | None:
    """What `docker-credential-NAME get` prints; None where it has nothing for that server."""
    program = f"docker-credential-{name}"
    if not _NAME.match(name):
        raise LoginError(_("{name!r} is no name of a credential helper").format(name=name))
    try:
        done = subprocess.run(
            [program, "get"], input=server.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise LoginError(_("the credential helper {program} is not installed").format(program=program)) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LoginError(_("the credential helper {program} did not answer").format(program=program)) from error
    if done.returncode:
        if b"not found" in done.stdout.lower() + done.stderr.lower():
            return None
        raise LoginError(
            _("the credential helper {program} ended with exit code {code}").format(
                program=program, code=done.returncode
            )
        )
    try:
        said = plain(done.stdout)
    except (NotJsonError, ValueError) as error:
        raise LoginError(_("what {program} printed is not JSON").format(program=program)) from error
    user, secret = str(said.get("Username") or ""), str(said.get("Secret") or "")
    if user == _TOKEN_USER:
        return Login(server, program, identity_token=secret)
    return Login(server, program, user, secret)
