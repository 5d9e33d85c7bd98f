"""Which machine is meant by what was typed."""

from pathlib import Path

import pytest

from kanivete.node.reach.choice import CONTROL_PLANE, Choice, ChoiceError, Machine, ssh_map

NODE = Machine("n2", ("10.0.0.22", "203.0.113.5"))
SERVER = Machine("10.0.0.10", ("10.0.0.10",), (CONTROL_PLANE,))


def test_the_node_s_own_destination() -> None:
    assert Choice(ssh="admin@host").node(NODE) == "admin@host"
    assert Choice(ssh="admin@").node(NODE) == "admin@10.0.0.22"
    assert Choice(ssh="admin@").node(Machine("n2")) == "admin@n2"
    assert Choice(ssh_map={"n2": "x"}).node(NODE) == "x"
    assert Choice().node(NODE) == ""


def test_other_machines_are_reached_by_the_map_or_as_the_node_s_user() -> None:
    assert Choice(ssh="admin@host").other(SERVER) == "admin@10.0.0.10"
    assert Choice(ssh="host").other(SERVER) == "10.0.0.10"
    assert Choice(ssh="host", ssh_map={CONTROL_PLANE: "root@cp"}).other(SERVER) == "root@cp"
    assert Choice(ssh_map={"10.0.0.10": "root@cp"}).other(SERVER) == "root@cp"
    assert Choice(local=True).other(SERVER) == ""


def test_a_map_of_words_and_of_files(tmp_path: Path) -> None:
    file = tmp_path / "map=of.nodes"
    file.write_text("# machines\nn1=root@10.0.0.21\nn2   host2  # the other\n\n")
    assert ssh_map(["cp=root@cp", str(file)]) == {"cp": "root@cp", "n1": "root@10.0.0.21", "n2": "host2"}


@pytest.mark.parametrize("word", ["n1=", "=host", "n1=a b"])
def test_what_is_no_map(word: str) -> None:
    with pytest.raises(ChoiceError, match="is not NODE="):
        ssh_map([word])


def test_a_map_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="cannot be read: No such file"):
        ssh_map([str(tmp_path / "gone")])
    with pytest.raises(ChoiceError, match="cannot be read: Is a directory"):
        ssh_map([str(tmp_path)])
