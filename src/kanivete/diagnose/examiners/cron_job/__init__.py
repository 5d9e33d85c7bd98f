"""CronJobs that are due and make no Jobs."""

from kanivete.diagnose.examiners.cron_job.examine import KINDS, examine

__all__ = ["KINDS", "examine"]
