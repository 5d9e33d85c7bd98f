"""Why an image does not get onto a node.

Facts besides those every workload has: `registry` (`host[:port]` of the endpoint that failed), `host`, `port`,
`repository`, `tag`, `digest`, and what the patterns name.
"""
