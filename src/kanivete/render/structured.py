"""For programs."""

import msgspec
import yaml

from kanivete.model import Diagnosis


def to_json(diagnosis: Diagnosis) -> str:
    """Indented JSON; apiVersion and kind first."""
    return msgspec.json.format(msgspec.json.encode(_ordered(diagnosis)), indent=2).decode()


def to_yaml(diagnosis: Diagnosis) -> str:
    """The same as YAML."""
    text: str = yaml.dump(_ordered(diagnosis), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120)
    return text.rstrip("\n")


def _ordered(diagnosis: Diagnosis) -> dict[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(diagnosis)
    return {"apiVersion": fields.pop("apiVersion"), "kind": fields.pop("kind"), **fields}
