"""Active checks: names, routes, TCP, TLS, HTTP and registries, from here or from inside the cluster."""
