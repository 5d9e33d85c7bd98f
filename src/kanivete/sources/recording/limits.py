"""How much a recording may ask of the machine. Far above what real ones need."""

MOST_FILES = 200_000
MOST_BYTES = 8 << 30
"""Bytes unpacked from one archive."""
RATIO_FROM = 3 << 29
"""From here on (1.5 GiB unpacked) the ratio counts: a long log of equal lines packs as well as a bomb does."""
MOST_RATIO = 200
MOST_JSON_BYTES = 512 << 20
DEEPEST = 32
"""Levels of directories."""
MOST_FILE_GAPS = 20
"""Damaged files named one by one; the rest is one line."""
CHUNK = 1 << 20
MEMORY_SPOOL = 64 << 20
"""Bytes of logs from an archive kept in memory; more go to a temporary file."""
