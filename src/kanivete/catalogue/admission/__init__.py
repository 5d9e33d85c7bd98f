"""Why the API server refuses an object: quota, policy, webhooks, rights."""
