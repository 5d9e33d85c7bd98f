"""A diagnosis as text for people, JSON or YAML for programs, Markdown for tickets."""

from datetime import datetime

from kanivete.model import Diagnosis


def render(diagnosis: Diagnosis, output: str, *, width: int, now: datetime) -> str:
    """The diagnosis in one of the formats `text`, `json`, `yaml`, `markdown`.

    `width` (columns) and `now` (ages are told against it) matter to text only.
    """
    if output == "json":
        from kanivete.render.structured import to_json

        return to_json(diagnosis)
    if output == "yaml":
        from kanivete.render.structured import to_yaml

        return to_yaml(diagnosis)
    if output == "markdown":
        from kanivete.render.markdown import to_markdown

        return to_markdown(diagnosis)
    from kanivete.render.text import to_text

    return to_text(diagnosis, width=width, now=now)
