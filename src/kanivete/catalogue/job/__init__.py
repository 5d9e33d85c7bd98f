"""Why a Job gave up."""
