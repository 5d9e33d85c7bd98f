"""Places where a program can be run: this machine, a node over ssh, a container."""
