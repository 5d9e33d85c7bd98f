"""Why a namespace does not go away."""
