"""What a diagnosis needs looks like a credential now and then, and must stay."""

import pytest

from kanivete.redact import redact

NEEDED = [
    "KeyError: 'EXCHANGE_URL'",
    "KeyError: 'DB_PASSWORD'",
    "DB_PASSWORD: unbound variable",
    "/bin/sh: 1: DB_TOKEN: parameter not set",
    "Missing required environment variable: DB_PASSWORD",
    "password=${DB_PASSWORD} was not replaced",
    "password=",
    'password=""',
    "password: must not be empty",
    "token: must be set",
    "flag --password is required",
    'secret "db" not found',
    'secrets "regcred" is forbidden: User "app" cannot get resource "secrets"',
    "couldn't find key password in Secret ns/db",
    "Error: couldn't find key token in Secret images/regcred",
    'pod="ns/p" secret="ns/db" err="secret \\"db\\" not found"',
    "secretName: db-credentials",
    "secretKeyRef: {name: db, key: password}",
    "DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false",
    'password authentication failed for user "app"',
    "Access denied for user 'app'@'10.0.0.7' (using password: YES)",
    "tokenreviews.authentication.k8s.io is forbidden",
    "Unexpected token '<', \"<html>\" in JSON at position 0",
    "SyntaxError: Unexpected token } in JSON",
    "JWT token expired",
    "token has invalid claims: token is expired",
    'failed to fetch anonymous token: Get "https://auth.docker.io/token?scope=repository%3Alibrary%2Fx%3Apull": EOF',
    "failed to fetch oauth token: unexpected status from GET request to https://r.io/token: 401 Unauthorized",
    "unable to fetch token: context deadline exceeded",
    "token: x509: certificate signed by unknown authority",
    'WWW-Authenticate: Bearer realm="https://r.io/token",service="r.io",scope="repository:x:pull"',
    "no basic auth credentials",
    "Basic authentication failed",
    "authorization-mode=Node,RBAC",
    "invalid private key: asn1: structure error",
    "tls: failed to find any PEM data in key input",
    "-----BEGIN CERTIFICATE-----\nMIIB",
    "r.io:5000/app@sha256:" + "ab" * 32,
    "docker://r.io:5000/app@sha256:" + "ab" * 32,
    "containerd://e5d6cd6e8dabc2bae1f0be840501997685e5c6c5be58d37d6bac495e86d358f2",
    "b4563e39-af21-41a9-9e6d-9c3dd8abc8bf",
    "port-db889bcdf-fv9nm_crashes",
    "pod-template-hash=7b996f599d",
    "https://user@host/x",
    "http://[::1]:8080/x",
    "max_tokens=4096",
    "tokenPath=/var/run/secrets/kubernetes.io/serviceaccount/token",
    "open /run/secrets/db-password: no such file or directory",
    "tests: pass=3 fail=0",
    "bypass=true",
    "keyboard: us",
    "task-runner-with-a-rather-long-name-and-suffix",
    "dial tcp: lookup user:5432: no such host",
    "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)",
]


@pytest.mark.parametrize("text", NEEDED)
def test_keeps(text: str) -> None:
    assert redact(text) == text
