"""Plain data as YAML that kubectl reads back as it was."""

from collections.abc import Sequence
from typing import Any

import yaml

from kanivete.toolbox.neat.manifests.words import meaning


class _Dumper(yaml.CSafeDumper):
    """Quotes each string that would otherwise be read as something else; several lines become a block."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (PyYAML's)
        return True


def _string(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None if isinstance(meaning(text), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)


def to_yaml(objects: Sequence[Any]) -> str:
    """The objects as documents of one text."""
    return "---\n".join(
        yaml.dump(each, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000) for each in objects
    )


def to_flow(value: Any) -> str:
    """A mapping or a list on one line: `{port: 80}`."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True, width=2**31 - 1
    )
    return text.strip()
