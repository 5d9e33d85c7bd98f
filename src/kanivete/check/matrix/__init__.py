"""Who reaches whom: many ways at once."""
