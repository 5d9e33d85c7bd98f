"""Credentials from a program, as `aws eks get-token` or `gke-gcloud-auth-plugin`.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
"""

import base64
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.config import Connection, Exec
from kanivete.kube.api.errors import CredentialError
from kanivete.kube.api.tls import Identity
from kanivete.kube.meta import moment

VERSIONS = tuple(f"client.authentication.k8s.io/{version}" for version in ("v1", "v1beta1", "v1alpha1"))
TIMEOUT = 120.0
"""Seconds for the program, which may wait for a person to log in."""


class ExecPlugin:
    """Runs the program when there is nothing yet, when it has expired, and once more when it was not accepted."""

    def __init__(self, exec_: Exec, connection: Connection, fallback: Identity | None = None) -> None:
        if exec_.api_version not in VERSIONS:
            raise CredentialError(
                _(
                    "user {user!r} in {file}: exec.apiVersion {version!r} is not known; it has to be one of {versions}"
                ).format(
                    user=connection.user_name,
                    file=connection.file,
                    version=exec_.api_version,
                    versions=", ".join(VERSIONS),
                )
            )
        self._exec = exec_
        self._connection = connection
        self._fallback = fallback
        self._lock = threading.Lock()
        self._status: dict[str, Any] | None = None

    def authorization(self) -> str:
        token = self._current().get("token")
        return f"Bearer {token}" if token else ""

    def identity(self) -> Identity | None:
        status = self._current()
        certificate, key = status.get("clientCertificateData"), status.get("clientKeyData")
        return Identity(str(certificate), str(key)) if certificate and key else self._fallback

    def renew(self) -> bool:
        with self._lock:
            self._status = None
        return True

    def _current(self) -> dict[str, Any]:
        with self._lock:
            ends = moment(str(self._status.get("expirationTimestamp") or "")) if self._status else None
            if self._status is None or (ends and ends <= datetime.now(UTC)):
                self._status = self._run()
            return self._status

    def _run(self) -> dict[str, Any]:
        interactive = self._exec.interactive_mode != "Never" and sys.stdin is not None and sys.stdin.isatty()
        if self._exec.interactive_mode == "Always" and not interactive:
            raise self._failed(_("it wants to ask a person, and standard input is no terminal"))
        try:
            code, output, said = self._finished(interactive)
        except FileNotFoundError:
            hint = " ".join((self._exec.install_hint or "").split())
            raise self._failed(_("it is not installed. {hint}").format(hint=hint).strip()) from None
        except subprocess.TimeoutExpired:
            raise self._failed(_("no answer within {seconds:.0f} s").format(seconds=TIMEOUT)) from None
        except (OSError, ValueError) as error:
            raise self._failed(str(error)) from error
        if code:
            lines = (said or b"").decode("utf-8", "replace").strip().splitlines()
            raise self._failed(
                _("exit code {code}: {said}").format(code=code, said=lines[-1][:300])
                if lines
                else _("exit code {code}").format(code=code)
            )
        return self._parsed(output)

    def _finished(self, interactive: bool) -> tuple[int, bytes, bytes | None]:
        """The program's exit code, and what it wrote to standard output and error."""
        with subprocess.Popen(
            [self._program(), *(self._exec.args or [])],
            stdin=None if interactive else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            # What it has to say to a person (“open this page to log in”) must reach them.
            stderr=None if interactive else subprocess.PIPE,
            env=self._environment(interactive),
            # With a group of its own it can be ended with all that it started; but a person's terminal is lost to it.
            start_new_session=not interactive,
        ) as process:
            try:
                output, said = process.communicate(timeout=TIMEOUT)
            except BaseException:
                _end(process, alone=interactive)
                raise
            return process.returncode, output, said

    def _parsed(self, output: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(output)
            status = answer["status"]
            usable = bool(status.get("token") or (status.get("clientCertificateData") and status.get("clientKeyData")))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise self._failed(_("it did not print an ExecCredential with a status")) from None
        if not usable:
            raise self._failed(_("it printed neither a token nor a client certificate with its key"))
        if answer.get("apiVersion") != self._exec.api_version:
            raise self._failed(
                _("it answered in {version}, the kubeconfig says {wanted}").format(
                    version=answer.get("apiVersion"), wanted=self._exec.api_version
                )
            )
        return dict(status)

    def _program(self) -> str:
        command = self._exec.command
        if os.sep in command and not os.path.isabs(command):
            return str(Path(self._connection.file).parent / command)
        return command

    def _environment(self, interactive: bool) -> dict[str, str]:
        spec: dict[str, Any] = {"interactive": interactive}
        if self._exec.provide_cluster_info:
            spec["cluster"] = _cluster_info(self._connection)
        info = {"apiVersion": self._exec.api_version, "kind": "ExecCredential", "spec": spec}
        extra = {one.name: one.value for one in self._exec.env or []}
        return {**os.environ, **extra, "KUBERNETES_EXEC_INFO": json.dumps(info)}

    def _failed(self, why: str) -> CredentialError:
        return CredentialError(
            _("credentials plugin {command!r} (user {user!r}): {why}").format(
                command=self._exec.command, user=self._connection.user_name, why=why
            )
        )


def _end(process: "subprocess.Popen[bytes]", *, alone: bool) -> None:
    with suppress(ProcessLookupError):
        if alone or os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _cluster_info(connection: Connection) -> dict[str, Any]:
    cluster = connection.cluster
    info: dict[str, Any] = {
        "server": cluster.server,
        "tls-server-name": cluster.tls_server_name,
        "insecure-skip-tls-verify": cluster.insecure_skip_tls_verify,
        "certificate-authority-data": cluster.certificate_authority_data or _file_data(cluster.certificate_authority),
        "proxy-url": cluster.proxy_url,
        "config": next(
            (
                extension.get("extension")
                for extension in cluster.extensions or []
                if extension.get("name") == "client.authentication.k8s.io/exec"
            ),
            None,
        ),
    }
    return {name: value for name, value in info.items() if value is not None}


def _file_data(file: str | None) -> str | None:
    try:
        return base64.b64encode(Path(file).read_bytes()).decode("ascii") if file else None
    except OSError:
        return None
