"""What goes wrong with a pod as a whole, before or besides its containers."""
