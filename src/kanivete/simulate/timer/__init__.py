"""What ends a run when its time is over, without the person who made it."""
