"""What breaks the way from one thing to another: names, Services, endpoints, ports, the network, TLS, HTTP."""
