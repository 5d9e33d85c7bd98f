"""Why an autoscaler does not scale."""
