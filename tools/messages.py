"""Message catalogues: extract from the source, merge into the translations, compile.

`python -m tools.messages` rewrites them; with `--check` it fails if they are stale or a translation is missing.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path("src/kanivete")
LOCALES = SOURCE / "i18n/locales"
TRANSLATED = ("pt_BR",)
CLICKS_OWN = Path("tools/click_messages.py")
"""Words of the command-line library that people see."""
_ANY_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_FORMS = {"_": 1, "N_": 1, "ngettext": 2}
"""What marks a message, and how many forms it has."""
_FACT = re.compile(r"\{(\w+)[^}]*\}")


def extracted() -> Catalog:
    """Every marked message of the source."""
    template = Catalog(project="kanivete", charset="utf-8", fuzzy=False)
    for file in (*sorted(SOURCE.rglob("*.py")), CLICKS_OWN):
        for message in marked(file.read_text()):
            template.add(message)
    return template


def marked(code: str) -> Iterator[str | tuple[str, str]]:
    """The messages that a module marks. (Babel's own extractor does not look into f-strings before Python 3.12.)"""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FORMS:
            forms = [a.value for a in node.args[: _FORMS[node.func.id]] if isinstance(a, ast.Constant)]
            if forms and all(isinstance(form, str) and form for form in forms):
                yield (str(forms[0]), str(forms[1])) if len(forms) == 2 else str(forms[0])


def merged(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with the source's present messages, sorted, obsolete ones dropped."""
    path = po_file(language)
    catalogue = Catalog(locale=language, charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        message.flags.discard("fuzzy")  # a message that only gained a plural keeps its translation
    return catalogue


def po_file(language: str) -> Path:
    """Where the translations are written by people."""
    return LOCALES / language / "LC_MESSAGES/kanivete.po"


def rendered(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as `.po` and `.mo`."""
    catalogue.creation_date = catalogue.revision_date = _ANY_DATE  # headers without dates: no change without a change
    text, binary = io.BytesIO(), io.BytesIO()
    write_po(text, catalogue, sort_output=True, omit_header=False, no_location=True, width=120)
    write_mo(binary, catalogue)
    header = re.compile(rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team).*\n', re.M)
    return header.sub(b"", text.getvalue()), binary.getvalue()


def problems(language: str, catalogue: Catalog) -> list[str]:
    """Messages without a translation, and translations with other facts than the message."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        originals, strings = _forms(message.id), _forms(message.string)
        if not all(strings):
            found.append(f"{language}: not translated: {originals[0][:100]!r}")
        elif any(set(_FACT.findall(s)) ^ set(_FACT.findall(" ".join(originals))) for s in strings if len(strings) == 1):
            found.append(f"{language}: other facts than the message: {originals[0][:100]!r}")
    return found


def _forms(text: object) -> list[str]:
    """Singular and plural."""
    return [str(form or "") for form in (text if isinstance(text, tuple) else (text,))]


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    template, wrong = extracted(), []
    for language in TRANSLATED:
        catalogue = merged(language, template)
        wrong += problems(language, catalogue)
        po, mo = rendered(catalogue)
        path = po_file(language)
        for file, content in ((path, po), (path.with_suffix(".mo"), mo)):
            if not check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            elif not file.exists() or file.read_bytes() != content:
                wrong.append(f"{file} is stale: run `make docs`")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
