"""Why an image does not get onto a node.

Facts besides those every workload has: `registry` (the one that failed, `docker.io` or `host[:port]`), `endpoint`
(`host[:port]` where its API answers), `host` and `port` of that, `repository` (with its registry), `path` (without),
`tag`, `digest`, `secret`, `secret_server` (what a pull secret for it has to name), and what the patterns name.
"""
