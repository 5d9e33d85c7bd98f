"""Runs in the cluster, alone in a pod with nothing but Python: waits until `UNTIL` (seconds since 1970), then takes
back what a journal says was patched, if `JOURNAL` is the path of its ConfigMap, and sends the requests `AT_LAST`.

`AT_FIRST` and `AT_LAST` are lists of `{"method": …, "path": …, "type": …, "body": …}` in JSON. One with `"stuck":
CONTAINER` is only sent where its path is a pod with that container that is not ready. Everything may be done twice.
Only what Python starts quickly with is imported: images have no compiled modules.
"""

import http.client
import json
import os
import ssl
import time

FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
JSON_PATCH = "application/json-patch+json"


def ask(method: str, path: str, body: object = None, kind: str = "application/json") -> "tuple[int, bytes]":
    """One request to the API server: the status code and the body of its answer."""
    host, port = os.environ["KUBERNETES_SERVICE_HOST"], int(os.environ["KUBERNETES_SERVICE_PORT"])
    with open(f"{FOLDER}/token") as file:  # the kubelet renews it
        token = file.read()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    context = ssl.create_default_context(cafile=f"{FOLDER}/ca.crt")
    connection = http.client.HTTPSConnection(host, port, timeout=30, context=context)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def insist(method: str, path: str, body: object = None, kind: str = "application/json") -> "tuple[int, bytes]":
    """Ask until there is an answer that asking again would not better."""
    for attempt in range(60):
        try:
            status, answer = ask(method, path, body, kind)
            if status < 429 and (status != 409 or method != "PATCH"):
                return status, answer
        except (OSError, http.client.HTTPException) as error:
            status, answer = 0, str(error).encode()
        print(method, path, status, answer[:200], flush=True)  # noqa: T201
        time.sleep(min(2 + attempt, 15))
    raise SystemExit(f"{method} {path}: no answer")


def send(requests: str) -> None:
    """The requests, one after the other, whatever the server says to each."""
    for one in json.loads(requests):
        if "stuck" in one and not is_stuck(one["path"], one["stuck"]):
            continue
        kind = one.get("type", "application/json")
        status, answer = insist(one["method"], one["path"], one.get("body"), kind)
        print(one["method"], one["path"], status, b"" if status < 400 else answer[:200], flush=True)  # noqa: T201


def is_stuck(path: str, container: str) -> bool:
    """Whether a pod has the container and is not ready: its StatefulSet would wait for it, and replace nothing."""
    status, body = insist("GET", path)
    if status != 200:
        return False
    pod = json.loads(body)
    conditions = pod.get("status", {}).get("conditions") or []
    ready = any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
    return not ready and any(one["name"] == container for one in pod["spec"]["containers"])


def revert(journal: str) -> None:
    """Take back what the journal in a ConfigMap says was patched."""
    import base64
    import gzip

    status, body = insist("GET", journal)
    if status != 200:
        return
    packed = json.loads(body)["binaryData"]["journal.json.gz"]
    for change in reversed(json.loads(gzip.decompress(base64.b64decode(packed)))["changes"]):
        if change["type"] == "patched" and change["state"] != "undone":
            # The patch tests that the fields are still ours: 422 says that they are not, or never were
            print(change["path"], insist("PATCH", change["path"], change["undo"], JSON_PATCH)[0], flush=True)  # noqa: T201


def main() -> None:
    """Wait for the time that the run was given, then take it back."""
    send(os.environ.get("AT_FIRST", "[]"))
    until = float(os.environ["UNTIL"])
    while (left := until - time.time()) > 0:
        time.sleep(min(left, 30))
    if "JOURNAL" in os.environ:
        revert(os.environ["JOURNAL"])
    send(os.environ["AT_LAST"])


if __name__ == "__main__":
    main()
