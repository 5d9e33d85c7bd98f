"""Runs in the cluster, alone in a pod with nothing but Python: waits, then takes a run back as its journal says."""

import base64
import gzip
import json
import os
import ssl
import time
import urllib.error
import urllib.request
from datetime import datetime

FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
JSON_PATCH = "application/json-patch+json"


def ask(method: str, path: str, body: object = None) -> "tuple[int, bytes]":
    """One request to the API server: the status code and the body of its answer."""
    host, port = os.environ["KUBERNETES_SERVICE_HOST"], os.environ["KUBERNETES_SERVICE_PORT"]
    host = f"[{host}]" if ":" in host else host
    with open(f"{FOLDER}/token") as file:  # the kubelet renews it
        token = file.read()
    kind = JSON_PATCH if method == "PATCH" else "application/json"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"https://{host}:{port}{path}", data, headers, method=method)
    context = ssl.create_default_context(cafile=f"{FOLDER}/ca.crt")
    try:
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def insist(method: str, path: str, body: object = None) -> "tuple[int, bytes]":
    """Ask until there is an answer that asking again would not better."""
    for attempt in range(60):
        try:
            status, answer = ask(method, path, body)
            if status < 429:
                return status, answer
        except OSError as error:
            status, answer = 0, str(error).encode()
        print(method, path, status, answer[:200], flush=True)  # noqa: T201
        time.sleep(min(2 + attempt, 15))
    raise SystemExit(f"{method} {path}: no answer")


def unpacked(body: bytes) -> "dict[str, list[dict[str, str]]]":
    """The journal in a ConfigMap."""
    packed = json.loads(body)["binaryData"]["journal.json.gz"]
    return json.loads(gzip.decompress(base64.b64decode(packed)))  # type: ignore[no-any-return]


def main() -> None:
    """Wait for the time that the run was given, then revert it."""
    namespace, journal = os.environ["NAMESPACE"], os.environ["JOURNAL"]
    expires = datetime.fromisoformat(os.environ["EXPIRES"].replace("Z", "+00:00")).timestamp()
    while (left := expires - time.time()) > 0:
        time.sleep(min(left, 30))
    status, body = insist("GET", f"/api/v1/namespaces/{namespace}/configmaps/{journal}")
    changes = unpacked(body)["changes"] if status == 200 else []
    for change in reversed(changes):
        if change["type"] == "patched" and change["state"] != "undone":
            # The patch tests that the fields are still ours: 422 says that they are not, or never were
            print(change["path"], insist("PATCH", change["path"], change["undo"])[0], flush=True)  # noqa: T201
    print(namespace, insist("DELETE", f"/api/v1/namespaces/{namespace}")[0], flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
