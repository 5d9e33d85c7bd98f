"""What was found out about a node: as text for people, as Markdown for tickets, as plain data for programs."""
