"""`--lang pt-BR`: what goes wrong is told in Portuguese too, what the system said stays as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kanivete.cli.main import run
from kanivete.i18n import use

PODS = Path(__file__).parents[2] / "recordings/data/odd/objects.json"
KUBECONFIG = """
apiVersion: v1
current-context: here
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: here, context: {cluster: c}}]
"""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    use("en")


def in_portuguese(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = run([*words, "--lang", "pt-BR"])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["diagnose", "--from", "/nonexistent"], 3, "não foi possível ler /nonexistent: No such file or directory"),
        (["diagnose", "--from", str(PODS), "-l", "a in ("], 2, "não é um seletor de labels: 'a in ('"),
        (["diagnose", "--from", str(PODS), "-l", "a,"], 2, "não é um seletor de labels: uma parte está vazia"),
        (["diagnose", "--from", str(PODS), "-n", "one"], 4, "não há pods no namespace one"),
        (["diagnose", "--from", str(PODS), "-n", "one", "-n", "two"], 4, "não há pods nos namespaces one, two"),
        (["demo", "-n", "calm", "pod/ghost"], 4, "não existe Pod ghost em calm"),
        (["diagnose", "--kubeconfig", "/nonexistent"], 3, "não foi possível ler o kubeconfig /nonexistent"),
        (["explain", "image.tag-not-fund"], 2, "não é uma causa do catálogo; você quis dizer image.tag-not-found"),
    ],
)
def test_wrong_usage_and_missing_things(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    found, out, err = in_portuguese(capsys, *words)
    assert (found, out) == (code, "")
    assert err.startswith("kanivete: ")
    assert said in err.splitlines()[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "sem conteúdo, nada foi gravado"),
        (b"hello\n", "não tem objetos do Kubernetes (1 arquivo examinado)"),
        (b"kind: Pod\nspec: *gone\n", "linha 2: um alias de algo que ainda não apareceu"),
        (b"\x1f\x8b\x08\x00", "danificado ou cortado"),
        (b"(\xb5/\xfd", "foi compactado com zstd: descompacte e indique o diretório"),
    ],
    ids=["empty", "no objects", "alias", "cut off", "zstd"],
)
def test_a_recording_that_is_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "recording"
    path.write_bytes(content)
    code, _, err = in_portuguese(capsys, "diagnose", "--from", str(path))
    assert code == 3
    assert said in err


def test_a_cluster_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(KUBECONFIG)
    code, _, err = in_portuguese(capsys, "diagnose", "--kubeconfig", str(path))
    assert code == 3
    assert "não foi possível alcançar https://127.0.0.1:1: conexão recusada: nada escuta ali" in err

    code, _, err = in_portuguese(capsys, "diagnose", "--kubeconfig", str(path), "--context", "there")
    assert code == 3
    assert f"não há contexto 'there' em {path}: existem: here" in err


def test_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = in_portuguese(capsys, "diagnose", "--from", str(PODS))
    assert code == 0
    assert "não está na gravação" in out
    assert "not in the recording" not in out
