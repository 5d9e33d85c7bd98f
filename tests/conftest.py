"""How far property tests look: the same cases every time in CI, new ones on a developer's machine, many with `deep`.

`HYPOTHESIS_PROFILE=deep make test` looks further. A machine under load is no failure, so nothing has a deadline.
What is expected is English and of the usual width, whatever the language and terminal of the person who runs the tests.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.register_profile("deep", settings.get_profile("default"), max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))

for name in ("KANIVETE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "LINES"):
    os.environ.pop(name, None)
