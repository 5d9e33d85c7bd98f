"""A small network of namespaces in which the kernel itself filters, and random rules to ask it about."""
