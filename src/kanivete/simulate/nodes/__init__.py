"""Changes on a node's machine, each with a timer there that takes it back."""
