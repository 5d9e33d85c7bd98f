"""What several threads do at once must not crash the interpreter: so it is done in another one."""

import subprocess
import sys
from pathlib import Path

FIRST_USE = """
import json, sys, threading
from msgspec import defstruct
from kanivete.kube.typed import converted, decoder

ROUNDS, THREADS = 40, 6
ONE = {"a": {"f1": "x"}, "b": [{"f2": "y"}], "c": {"k": {"f3": "z"}}}
VALUE = {"items": [ONE] * 3, "one": ONE, "x": {"f0": "1"}}
BODY = json.dumps(VALUE).encode()

def types(n):
    inner = defstruct(f"Inner{n}", [(f"f{i}", str, "") for i in range(8)])
    for k in range(3):
        mid = defstruct(f"Mid{n}_{k}", [("a", inner, None), ("b", list[inner], []), ("c", dict[str, inner], {})])
        yield defstruct(f"Outer{n}_{k}", [("items", list[mid], []), ("one", mid, None), ("x", inner, None)])

def use(barrier, type_):
    barrier.wait()
    assert decoder(type_).decode(BODY) == converted(VALUE, type_)

sys.setswitchinterval(1e-6)
for n in range(ROUNDS):
    barrier, made = threading.Barrier(THREADS), list(types(n))
    threads = [threading.Thread(target=use, args=(barrier, made[i % len(made)])) for i in range(THREADS)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
"""

HIDING = """
import sys, threading
from pathlib import Path
from kanivete.kube.events import Event
from kanivete.redact import clean, redact, redact_slice

TEXTS = Path(sys.argv[1]).read_text("utf-8", "replace").splitlines()[:120]
TEXTS.append("x" * 5000 + " password=hunter2hunter2 Authorization: Bearer abc.def.123456789")
alone = [clean(redact(text)) for text in TEXTS]
found = []

def work():
    made = [clean(redact(text)) for text in TEXTS]
    event = redact_slice(Event(message=TEXTS[-1]))
    found.append(made == alone and "hunter2" not in event.message)

sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert found == [True] * 8, found
"""


def survives(script: str, *arguments: str) -> None:
    command = [sys.executable, "-X", "faulthandler", "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_type_is_used_for_the_first_time_by_many_threads() -> None:
    survives(FIRST_USE)


def test_texts_are_redacted_by_many_threads_as_by_one() -> None:
    survives(HIDING, str(next(Path("tests/recordings/data").rglob("*.json"))))
