"""An image registry, asked in stages as a container runtime asks it: which stage fails, and what that means.

Sources: the OCI distribution specification 1.1, Docker's token authentication
(https://distribution.github.io/distribution/spec/auth/token/), RFC 9110 section 11 and RFC 8288.
"""
