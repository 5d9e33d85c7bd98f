"""What scenarios make of a kubelet's kubeconfig, as kubeadm writes it and as JSON; and that nothing of it stays."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.simulate.nodes.kubelet import restarted
from kanivete.simulate.scenario import library

RUN = "abc123"
CERTIFICATE = "/var/lib/kubelet/pki/kubelet-client-current.pem"
WHOLE: dict[str, Any] = {
    "apiVersion": "v1",
    "clusters": [{"cluster": {"certificate-authority-data": "Q0E=", "server": "https://10.0.0.1:6443"}, "name": "k"}],
    "contexts": [{"context": {"cluster": "k", "user": "u"}, "name": "u@k"}],
    "current-context": "u@k",
    "kind": "Config",
    "users": [{"name": "u", "user": {"client-certificate": CERTIFICATE, "client-key": CERTIFICATE}}],
}
INLINE = {"client-certificate-data": "Q0VSVA==", "client-key-data": "S0VZ"}
FORMS: dict[str, Callable[[dict[str, Any]], str]] = {
    "yaml": lambda value: yaml.safe_dump(value),
    "json": lambda value: json.dumps(value),
    "indented": lambda value: json.dumps(value, indent=1),
}


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Path]:
    """A folder in place of /run, with programs that stand for a node's; a process that was started as a kubelet is."""
    programs = tmp_path / "bin"
    programs.mkdir()
    argv = ["sh", "-c", "read _", "kubelet", "--v=2", "--kubeconfig", str(tmp_path / "kubelet.conf")]
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as kubelet:
        for name, text in (("pidof", f"echo {kubelet.pid}"), ("systemctl", f'echo "$@" >>{tmp_path}/told')):
            (programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (programs / name).chmod(0o755)
        yield tmp_path


def scripts(name: str, machine: Path) -> tuple[str, str]:
    """The scenario's `do` and `undo`, in the folder in place of /run."""
    (step,) = library.scenario(name).head.steps
    assert step.kubelet
    do, undo = (text.replace("/run/", f"{machine}/run/") for text in restarted(step.kubelet, RUN))
    return do.replace("{{node}}", "n1"), undo


def run(script: str, machine: Path) -> None:
    path = f"{machine / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", f"set -e\n{script}"], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def changed(name: str, form: str, machine: Path, user: dict[str, str] | None = None) -> tuple[dict[str, Any], str]:
    """The cluster and user that the kubelet then has, in one, and its command; afterwards all is taken back, twice."""
    whole = json.loads(json.dumps(WHOLE))
    whole["users"][0]["user"] = user or whole["users"][0]["user"]
    (machine / "kubelet.conf").write_text(FORMS[form](whole))
    do, undo = scripts(name, machine)
    run(do, machine)
    (dropped,) = (machine / "run/systemd/system/kubelet.service.d").iterdir()
    own = machine / f"run/kanivete-kubelet-{RUN}/kubeconfig"
    got = yaml.safe_load(own.read_text())
    assert own.parent.stat().st_mode & 0o077 == 0
    command = dropped.read_text().splitlines()[-1]
    run(undo, machine)
    run(undo, machine)
    assert [path for path in (machine / "run").rglob("*") if path.is_file()] == []
    assert not own.parent.exists()
    assert not dropped.parent.exists()
    assert yaml.safe_load((machine / "kubelet.conf").read_text()) == whole
    return {**got["clusters"][0]["cluster"], **got["users"][0]["user"]}, command


@pytest.mark.parametrize("form", FORMS)
def test_another_endpoint(machine: Path, form: str) -> None:
    got, command = changed("node.wrong-endpoint", form, machine)
    assert got["server"] == "https://127.0.0.1:10248"
    assert (got["certificate-authority-data"], got["client-certificate"]) == ("Q0E=", CERTIFICATE)
    assert command.endswith(f"--kubeconfig={machine}/run/kanivete-kubelet-{RUN}/kubeconfig")
    assert f"--kubeconfig {machine}/kubelet.conf" in command, "as it was started before; the last counts"


@pytest.mark.parametrize("form", FORMS)
def test_no_authority_of_the_clusters(machine: Path, form: str) -> None:
    got, _command = changed("node.certificate-unknown-authority", form, machine)
    assert "certificate-authority-data" not in got
    assert (got["server"], got["client-key"]) == ("https://10.0.0.1:6443", CERTIFICATE)


@pytest.mark.parametrize("user", [None, INLINE], ids=["files", "inline"])
@pytest.mark.parametrize("form", FORMS)
def test_credentials_that_nobody_knows(machine: Path, form: str, user: dict[str, str] | None) -> None:
    got, command = changed("node.unauthorized", form, machine, user)
    assert got["token"] == "kanivete"
    assert not [key for key in got if key.startswith("client-")]
    assert "--bootstrap-kubeconfig= --rotate-certificates=false" in command


@pytest.mark.skipif(not shutil.which("openssl"), reason="it makes a certificate with openssl")
@pytest.mark.parametrize("user", [None, INLINE], ids=["files", "inline"])
@pytest.mark.parametrize("form", FORMS)
def test_a_certificate_that_ended(machine: Path, form: str, user: dict[str, str] | None) -> None:
    got, _command = changed("node.certificate-expired", form, machine, user)
    own = f"{machine}/run/kanivete-kubelet-{RUN}"
    assert (got["client-certificate"], got["client-key"]) == (f"{own}/certificate", f"{own}/key")
    assert not [key for key in got if key.endswith("-data") and key.startswith("client")]


@pytest.mark.parametrize("name", ["node.disk-pressure", "node.not-registered"])
def test_flags_that_systemd_reads_as_they_are_meant(machine: Path, name: str) -> None:
    (step,) = library.scenario(name).head.steps
    assert step.kubelet
    do, undo = scripts(name, machine)
    run(do, machine)
    (dropped,) = (machine / "run/systemd/system/kubelet.service.d").iterdir()
    assert dropped.read_text().replace("%%", "%").endswith(f"{step.kubelet.flags}\n")
    assert dropped.read_text().count("%") in (0, 2)
    assert (machine / "told").read_text().split() == ["daemon-reload", "restart", "kubelet"]
    run(undo, machine)
    assert not dropped.parent.exists()


def test_a_kubelet_with_other_credentials_is_left_alone(machine: Path) -> None:
    (machine / "kubelet.conf").write_text(yaml.safe_dump({**WHOLE, "users": [{"name": "u", "user": {"exec": {}}}]}))
    do, _undo = scripts("node.unauthorized", machine)
    with pytest.raises(AssertionError, match="its kubelet has no client certificate"):
        run(do, machine)
    assert not (machine / "told").exists()
