"""What programs that connect print, and what it means: each one's words and exit codes."""
