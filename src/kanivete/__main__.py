"""The console scripts' entry point. What needs no library is answered before any is imported."""

import os
import sys
from contextlib import suppress

from kanivete import __version__


def main() -> None:
    """Run the command line; never a traceback (unless KANIVETE_DEBUG is set)."""
    if sys.argv[1:] in (["--version"], ["-V"], ["version"]):
        sys.stdout.write(f"kanivete {__version__}\n")
        return
    from kanivete.cli.main import INTERRUPTED, run

    code = run(sys.argv[1:])
    if code == INTERRUPTED:
        # All is tidied up; what other threads still wait for would only hold up the prompt.
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
