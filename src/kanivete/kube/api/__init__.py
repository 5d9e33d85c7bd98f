"""The API server over HTTP: kubeconfig, credentials, requests. Imported only where a live cluster is asked."""
