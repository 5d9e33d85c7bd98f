"""What a scenario brings along, as pods of general images."""
