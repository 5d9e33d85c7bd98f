"""`python -m tests.rig.bench.download PKI USER ACCEPT < PATHS`: fetch paths of `BENCH_URL` and drop what comes.

Does what `kanivete` does to fetch (the same library, as many connections, compressed), and nothing with it.
"""

import os
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx2 as httpx

CONNECTIONS = 8


def _fetch(client: httpx.Client, path: str) -> None:
    with client.stream("GET", path) as answer:
        answer.raise_for_status()
        for _ in answer.iter_raw():
            pass


def main() -> None:
    pki, user, accept = sys.argv[1:4]
    context = ssl.create_default_context(cafile=Path(pki, "ca.crt"))
    context.load_cert_chain(Path(pki, f"{user}.crt"), Path(pki, f"{user}.key"))
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    headers = {"Accept": accept, "Accept-Encoding": "gzip"}
    with (
        httpx.Client(
            base_url=os.environ["BENCH_URL"], verify=context, headers=headers, limits=limits, timeout=120
        ) as client,
        ThreadPoolExecutor(CONNECTIONS) as pool,
    ):
        list(pool.map(partial(_fetch, client), sys.stdin.read().split()))


if __name__ == "__main__":
    main()
