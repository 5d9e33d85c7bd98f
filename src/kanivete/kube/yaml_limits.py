"""How much one YAML text may ask of the machine. Far above what real manifests need."""

MOST_BYTES = 64 << 20
MOST_NODES = 5_000_000
"""Values of a document, each alias counted as often as it is used."""
DEEPEST = 100
"""Levels of mappings and lists."""
