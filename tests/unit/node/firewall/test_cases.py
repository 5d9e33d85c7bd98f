"""Rules, a packet, and what must become of it: the cases are in `cases/`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.node.firewall.answer import answer
from kanivete.node.firewall.packet import Hook, State, packet_of
from kanivete.node.firewall.read import ruleset_of

HERE = Path(__file__).parent
CASES = [case for path in sorted((HERE / "cases").glob("*.yaml")) for case in yaml.safe_load(path.read_text())]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    rules = (HERE / "data" / case["file"]).read_text() if "file" in case else case["rules"]
    words = {**case["packet"], "state": State(case["packet"].get("state", "new"))}
    packet = packet_of(words.pop("src"), words.pop("dst"), **words)
    dumps = [("rules", rules), *((name, case[name]) for name in ("sets", "more") if name in case)]
    found = answer(ruleset_of(dumps, packet.family), packet, Hook(case.get("hook", "input"))).data()
    assert {key: found[key] for key in case["expect"]} == case["expect"]
    effects = [step["effect"] for step in found["path"]]
    assert [effect for effect in case.get("effects", []) if effect not in effects] == []
    if "why" in case:
        assert [doubt["why"] for doubt in found["undecided"]] == case["why"]
    for note in case.get("notes", []):
        assert any(note in one for one in found["notes"])
