"""How fast a failure is found: `python -m tests.bench.logs` prints CPU milliseconds and MB/s for 4 MiB each."""

import sys
import time
from collections.abc import Iterator

from kanivete.logs import find_failure

SIZE = 4 * 1024 * 1024


def _filled(unit: str, end: str = "") -> str:
    return (unit * (SIZE // len(unit)))[: SIZE - len(end)] + end


def texts() -> Iterator[tuple[str, str]]:
    """The shapes a log can have, the hostile ones among them."""
    traceback = 'Traceback (most recent call last):\n  File "/app/m.py", line 1, in f\n    g()\nKeyError: 1\n'
    goroutine = (
        "goroutine 7 [select]:\nmain.work(0xc000)\n\t/app/w.go:12 +0x1d\ncreated by main.main\n\t/app/m.go:3 +0x2\n\n"
    )
    yield "plain work", _filled("2026-11-22 07:00:00,001 INFO app handled request 17 in 3 ms\n")
    yield "work, then a traceback", _filled("2026-11-22 07:00:00,001 INFO app handled request 17\n", traceback)
    yield "error lines only", _filled("2026-11-22 07:00:00.001 ERROR [main] com.acme.A - cannot reach db: refused\n")
    yield "JSON errors", _filled('{"level":"error","msg":"cannot reach the database","err":"connection refused"}\n')
    yield "repeated tracebacks", _filled(traceback)
    yield (
        "Java causes without end",
        _filled("Caused by: java.lang.IllegalStateException: again\n\tat a.B.c(B.java:1)\n"),
    )
    yield "goroutines without end", "panic: boom\n\n" + _filled(goroutine)
    yield "one line", _filled("a")
    yield "one line of brackets", _filled("[a] ")
    yield "one unfinished JSON line", '{"msg":"' + _filled("x")
    yield "nested JSON", _filled('{"a":')
    yield "unfinished JSON lines", _filled('{"level":"error","msg":"never\n')
    yield "tiny lines", _filled("x\n")
    yield "blank lines", "error\n" + _filled("\n", "x")
    yield "tiny indented lines", _filled(" x\n")
    yield "rules", _filled("=\n")
    yield "equal signs", _filled("a=b " * 400 + "\n")
    yield "quotes", _filled('level="' + '\\"' * 900 + "\n")
    yield "headers only", _filled("Traceback (most recent call last):\n")
    yield "frames only", _filled("    at f (/a.js:1:1)\n")
    yield ".NET frames only", _filled("   at A.B(C d)\n")
    yield "errors of a shell", _filled("sh: x: not found\n")
    yield "PHP traces", _filled("PHP Fatal error:  Uncaught X: y in /a.php:1\n#0 {main}\n")
    yield "Ruby errors", _filled("/a.rb:1:in `x': y (KeyError)\n")
    yield "Rust panics", _filled("thread 'main' panicked at src/m.rs:1:1:\nx\n")
    yield "panics", _filled("panic: x\n")
    yield "spaces before from", _filled(" " * 1000 + "from \n")


def main() -> None:
    for name, text in texts():
        start = time.process_time()
        found = find_failure(text)
        took = time.process_time() - start
        rate = len(text) / took / 1e6
        strength = "-" if found is None else found.strength
        sys.stdout.write(f"{name:28} {took * 1e3:8.1f} ms {rate:10.1f} MB/s  strength {strength}\n")


if __name__ == "__main__":
    main()
