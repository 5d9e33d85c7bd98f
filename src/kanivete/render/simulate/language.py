"""Which of a scenario's summaries is shown."""

import os


def language() -> str:
    """The language that `i18n.use` has chosen."""
    return os.environ.get("LANGUAGE", "").replace("_", "-")
