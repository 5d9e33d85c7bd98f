"""A pod that takes back, when a run's time is over, what no garbage collector can: whoever made it may be gone."""
