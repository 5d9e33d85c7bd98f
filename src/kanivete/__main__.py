"""The console scripts' entry point. What needs no library is answered before any is imported."""

import sys

from kanivete import __version__


def main() -> None:
    """Run the command line; never a traceback (unless KANIVETE_DEBUG is set)."""
    if sys.argv[1:] in (["--version"], ["-V"], ["version"]):
        sys.stdout.write(f"kanivete {__version__}\n")
        return
    from kanivete.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
