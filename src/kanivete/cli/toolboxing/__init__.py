"""What the commands of `kanivete toolbox` do; imported when one of them is called."""
