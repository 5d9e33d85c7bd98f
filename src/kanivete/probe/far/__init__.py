"""What is sent to where a connection is tried from."""
