"""docs/causes/ is what the catalogue says."""

from pathlib import Path

from kanivete.catalogue import catalogue
from tools.cause_pages import pages, stale, write


def test_there_is_a_page_for_each_cause_and_an_index_that_names_them() -> None:
    found = pages()
    assert set(found) == {"README.md", *(f"{cause}.md" for cause in catalogue())}
    assert all(f"({cause}.md)" in found["README.md"] for cause in catalogue())
    assert found == pages()


def test_a_page_shows_facts_as_code_and_keeps_commands_whole() -> None:
    page = pages()["node.apiserver-unreachable.md"]
    assert "`<error>`" in page
    assert "```sh\nnc -vz -w 5 <address> <port>\n```" in page


def test_stale_pages_are_named_and_mended(tmp_path: Path) -> None:
    wanted = {"a.md": "a\n", "b.md": "b\n"}
    write(tmp_path, wanted)
    assert stale(tmp_path, wanted) == []
    (tmp_path / "a.md").write_text("old")
    (tmp_path / "gone.md").write_text("gone")
    assert stale(tmp_path, wanted) == ["a.md", "gone.md"]
    write(tmp_path, wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md"]
