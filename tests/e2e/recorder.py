"""A played scenario as a recording with its answer key: the hermetic suite replays what the cluster showed."""

import shutil
from pathlib import Path

import yaml

from tests.e2e.stage import Scenario


def record(scenario: Scenario, snapshot: Path, folder: Path) -> None:
    """Keep the snapshot and its key in `folder/SCENARIO`, as `tests/recordings/test_answers.py` reads them."""
    kind, name = scenario.subject
    entry = {"namespace": scenario.namespace, "kind": kind, "name": name, "cause": scenario.head["cause"]}
    if len(scenario.causes) > 1:
        entry["or"] = list(scenario.causes[1:])
    for key in ("owner", "note"):
        if key in scenario.head:
            entry[key] = scenario.head[key]
    if "quote" in scenario.head:
        entry["quotes"] = [scenario.head["quote"]]
    place = folder / scenario.name
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(snapshot, place / "recording.tar.gz")
    (place / "answers.yaml").write_text(yaml.safe_dump([entry], sort_keys=False, allow_unicode=True))
