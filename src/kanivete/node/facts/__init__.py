"""What is read of a node itself with the programs that are there: `read.read_facts`, and its log: `log.open_log`."""
