"""Why a CronJob makes no Jobs."""
