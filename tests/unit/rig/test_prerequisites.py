"""Where the rig cannot run, it says why before it touches anything."""

from pathlib import Path

import pytest

from tests.rig import build, prerequisites
from tests.rig.lifecycle import up
from tests.rig.settings import PROGRAMS
from tests.rig.shell import Progress, RigError
from tests.rig.state import State


def test_without_root_nothing_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(RigError, match="needs root"):
        up(State(tmp_path / "state"), Progress())
    assert not (tmp_path / "state").exists()


def test_a_folder_without_the_programs_is_named_with_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in PROGRAMS[1:]:
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("KUBE_BIN", str(tmp_path))
    with pytest.raises(RigError, match=f"has no {PROGRAMS[0]}$"):
        build.kubernetes(Progress())
    (tmp_path / PROGRAMS[0]).touch(mode=0o755)
    assert build.kubernetes(Progress()) == tmp_path


def test_only_packages_of_missing_programs_are_installed() -> None:
    assert prerequisites.missing_packages({"sh": "dash", "no-such-program": "a-package", "nor-this": "a-package"}) == [
        "a-package"
    ]


def test_a_changed_program_is_built_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KANIVETE_RIG_CACHE", str(tmp_path))
    monkeypatch.delenv("KUBE_BIN", raising=False)
    made: list[Path] = []

    def pretend(_module: build.Module, folder: Path) -> None:
        made.append(folder)
        folder.mkdir(parents=True)

    monkeypatch.setattr(build, "_build", pretend)
    monkeypatch.setattr(build, "HERE", tmp_path / "rig")
    source = tmp_path / "rig" / "kube"
    source.mkdir(parents=True)
    for name in ("go.mod", "go.sum", "main.go"):
        (source / name).write_text(name)
    build.kubernetes(Progress())
    build.kubernetes(Progress())
    assert len(made) == 1
    (source / "main.go").write_text("changed")
    build.kubernetes(Progress())
    assert len(set(made)) == 2
