"""`python -m tests.rig up|down|status|shell|kubectl`: the cluster from the command line."""

import argparse
import os
import sys

from tests.rig import cluster, lifecycle
from tests.rig.shell import Progress, RigError
from tests.rig.state import State


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.rig", description=cluster.__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="bring up what does not run")
    down = commands.add_parser("down", help="stop and remove everything, after a crash too")
    down.add_argument("--purge", action="store_true", help="the registries' images too")
    commands.add_parser("status", help="say what runs; exit code 1 when something does not")
    shell = commands.add_parser("shell", help="a shell, or one command, on a machine")
    shell.add_argument("machine", nargs="?", default="node1", help="cp, node1 or node2 (node1 when absent)")
    shell.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND")
    kubectl = commands.add_parser("kubectl", help="kubectl as the cluster's administrator", add_help=False)
    kubectl.add_argument("words", nargs=argparse.REMAINDER)
    return parser


def _shell(state: State, name: str, words: list[str]) -> None:
    found = cluster.existing(state)
    machines = found.machines
    if name not in machines:
        raise RigError(f"there is no machine {name}; there are {', '.join(machines)}")
    command = machines[name].entering(found.keeper, words or ["bash", "-l"])
    os.execvp(command[0], command)


def _kubectl(state: State, words: list[str]) -> None:
    found = cluster.existing(state)
    program = str(found.programs / "kubectl")
    os.execve(program, [program, *words], {**os.environ, "KUBECONFIG": str(state.admin)})


def main() -> int:
    arguments = _parser().parse_args()
    state, log = State.from_environment(), Progress()
    if arguments.command == "up":
        lifecycle.up(state, log)
        state.for_tests.unlink(missing_ok=True)  # now it is the caller's
    elif arguments.command == "down":
        lifecycle.down(state, log, purge=arguments.purge)
        state.for_tests.unlink(missing_ok=True)
    elif arguments.command == "status":
        whole, lines = cluster.status(state)
        sys.stdout.write("\n".join(lines) + "\n")
        return 0 if whole else 1
    elif arguments.command == "shell":
        _shell(state, arguments.machine, arguments.words)
    else:
        _kubectl(state, arguments.words)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RigError as error:
        sys.exit(f"rig: {error}")
