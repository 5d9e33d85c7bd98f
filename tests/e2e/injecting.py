"""`kanivete toolbox WORDS` in a process that kills itself as soon as the cluster has taken its Nth change.

    python -m tests.e2e.injecting N WORDS

0 for none. Each change is printed on standard output, a line each: method and path.
"""

import os
import signal
import sys

from kanivete.cli.main import run
from kanivete.kube.api.client import Api
from kanivete.kube.api.request import Request

ASKING = ("selfsubjectreviews",)


def deadly(number: int) -> None:
    """Let the client count what it changes, and die: no handler and no `finally` runs."""
    send, passed = Api.send, 0

    def counted(api: Api, request: Request) -> bytes:
        nonlocal passed
        answer = send(api, request)
        if request.method != "GET" and "dryRun" not in request.params and not request.path.endswith(ASKING):
            passed += 1
            print(request.method, request.path, flush=True)  # noqa: T201
            if passed == number:
                os.kill(os.getpid(), signal.SIGKILL)
        return answer

    Api.send = counted  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    deadly(int(sys.argv[1]))
    sys.exit(run(["toolbox", *sys.argv[2:]]))
