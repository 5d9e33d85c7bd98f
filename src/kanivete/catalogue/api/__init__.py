"""Parts of the API that nobody answers for."""
