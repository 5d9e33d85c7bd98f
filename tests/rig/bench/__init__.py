"""The scale bench: `kanivete diagnose -A` beside kubectl, on a real API server with 10,000 pods (`make bench`)."""
