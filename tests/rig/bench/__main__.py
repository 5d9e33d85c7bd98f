"""`python -m tests.rig.bench`: bring up the server, write the worlds, measure, print; leaves nothing behind."""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.rig import build, prerequisites
from tests.rig.bench import objects, report, tools, verdict, writer
from tests.rig.bench.measure import costs, interleaved, middle
from tests.rig.bench.server import USER, Server, process, running
from tests.rig.bench.world import WORLDS, World
from tests.rig.shell import Progress, RigError
from tests.rig.state import State

WRITERS = 2
BUDGETS = {"startup": 3.0, "memory": 150e6}
LARGE = 10_000
"""From so many pods on, `diagnose` has to be faster than `kubectl get`."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.rig.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each command is timed (at least 3)")
    parser.add_argument("--world", choices=WORLDS, action="append", help="only this one (default: broken, healthy)")
    parser.add_argument("--serve", action="store_true", help="measure nothing, but keep the world until interrupted")
    return parser


@contextmanager
def _world(world: World, root: Path, programs: Path, log: Progress) -> Iterator[Server]:
    """A server with the world on it."""
    with running(root, programs) as server, ExitStack() as stack:
        log(f"{world.name}: the API server runs")
        pair = server.kubelet_pair
        words = [sys.executable, "-m", "tests.rig.bench.kubelet", world.name, str(server.kubelet_port)]
        stack.enter_context(process([*words, pair.certificate, pair.key], root / "kubelet.log"))
        writer.Connection(server).create(objects.reader(USER), "kubectl")
        writer.write_commons(server, world)
        _write(server, world)
        log(f"{world.name}: {world.pods} pods written")
        yield server


def _write(server: Server, world: World) -> None:
    place = f"{server.root}\n{server.port}\n{server.kubelet_port}\n".encode()
    with ExitStack() as stack:
        started = []
        for share in range(WRITERS):
            words = [sys.executable, "-m", "tests.rig.bench.writer", world.name, str(share), str(WRITERS)]
            started.append(stack.enter_context(process(words, server.root / "writer.log", place)))
        codes = [one.wait() for one in started]
        if any(codes):
            raise RigError(f"writing the world failed: {(server.root / 'writer.log').read_text()[-1500:]}")


def _measure(world: World, server: Server, programs: Path, rounds: int, log: Progress) -> list[str]:
    """Print the figures of a world; returns what is wrong or over budget."""
    compared = tools.tools(server, world, programs)
    runs = interleaved(compared, server, rounds)
    log(f"{world.name}: timed")
    # kubectl keeps what kinds a server has, by the server's address
    spent = costs(compared, server, compared[1])
    log(f"{world.name}: counted")
    rows = [report.Row(tool.name, runs[tool.name], spent[tool.name]) for tool in compared]
    broken = sum(one.replicas for one in world.broken())
    print(f"\n## {world.pods:,} pods in {world.namespaces} namespaces, {broken} of them broken\n")
    print(f"load {report.load()}\n")
    print(report.table(rows))
    first, kubectl = middle(rows[0].runs), middle(rows[1].runs)
    causes = verdict.findings(first.output)
    print(f"\nfindings: {', '.join(f'{count} × {cause}' for cause, count in sorted(causes.items())) or 'none'}")
    assert rows[0].cost
    spread, wide, single = verdict.per_namespace(rows[0].cost)
    spread_text = ", ".join(f"{times} in each of {count} namespaces" for times, count in sorted(spread.items()))
    print(f"requests of diagnose: {wide} of the whole cluster; {spread_text}; {single} for a single object")
    problems = verdict.wrong(first.output, world)
    if world.pods >= LARGE and first.seconds >= kubectl.seconds:
        problems.append(f"diagnose takes {first.seconds:.2f} s, kubectl get pods {kubectl.seconds:.2f} s")
    if first.peak >= BUDGETS["memory"]:
        problems.append(f"diagnose needs {first.peak / 1e6:.0f} MB")
    if not broken and (single or len(spread) > 1):
        problems.append("requests for a healthy cluster are not constant per namespace")
    return [f"{world.name}: {problem}" for problem in problems]


def _measure_startup(server: Server, rounds: int) -> list[str]:
    compared = tools.startup()
    runs = interleaved(compared, server, rounds * 4)
    rows = [report.Row(tool.name, runs[tool.name]) for tool in compared]
    print(f"\n## Start-up\n\n{report.table(rows)}")
    bare, ours = (middle(row.runs).seconds for row in rows)
    return [] if ours < BUDGETS["startup"] * bare else [f"start-up: {ours / bare:.1f} times a bare Python"]


def main() -> int:
    """Run the bench; exit code 1 when an answer is wrong or a budget is missed."""
    arguments = _parser().parse_args()
    if sys.platform != "linux" or shutil.which("setpriv") is None:
        raise RigError("the bench needs Linux and util-linux' setpriv")
    log = Progress()
    prerequisites.install(log, {"etcd": "etcd-server"})
    programs = build.kubernetes(log)
    state = State(Path(os.environ.get("KANIVETE_BENCH_DIR") or "/var/tmp/kanivete-bench").absolute())
    problems: list[str] = []
    with state.locked():
        try:
            print(report.machine())
            for number, name in enumerate(arguments.world or ["broken", "healthy"]):
                with _world(WORLDS[name], state.root / name, programs, log) as server:
                    if arguments.serve:
                        log(f"KUBECONFIG={server.kubeconfig(USER)}; Ctrl-C ends it")
                        signal.pause()
                    problems += _measure(WORLDS[name], server, programs, max(arguments.rounds, 3), log)
                    if not number:
                        problems += _measure_startup(server, max(arguments.rounds, 3))
        finally:
            shutil.rmtree(state.root, ignore_errors=True)
    print("\n".join(["", *problems]) if problems else "\nevery answer right, every budget kept")
    return 1 if problems else 0


def _terminate(*_: object) -> None:
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminate)
    try:
        sys.exit(main())
    except RigError as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit("bench: interrupted; nothing was left behind")
