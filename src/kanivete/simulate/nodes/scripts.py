"""The shell scripts that are run on a machine, as root. What is put into them has been checked to be an address, a
number or a name: nothing of it can be anything else to a shell."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from kanivete.i18n import _
from kanivete.simulate.errors import RefusedError
from kanivete.simulate.scenario.model import Drop

FOLDER = "/run/kanivete"
_CHAINS = ("INPUT", "OUTPUT", "FORWARD")
_PROTOCOLS = ("", "tcp", "udp", "icmp")
_MOST_RULES = 9


@dataclass(frozen=True)
class Client:
    """Who is logged in over ssh: the address, and the port of the machine that they came to."""

    address: IPv4Address | IPv6Address
    port: int


def client_of(ssh_connection: str) -> Client | None:
    """What `$SSH_CONNECTION` says: `CLIENT PORT SERVER PORT`. None where there is none."""
    words = ssh_connection.split()
    try:
        return Client(ip_address(words[0].partition("%")[0]), int(words[3])) if len(words) == 4 else None
    except ValueError:
        return None


def tag(run: str) -> str:
    """The comment of a run's firewall rules."""
    return f"kanivete:{run}"


def drop(rule: Drop, run: str, client: Client | None) -> tuple[str, str]:
    """The scripts that put a dropping rule first, and that take it away again.

    Before it comes a rule that lets the person's own ssh connection through, if there is one.

    Raises:
        RefusedError: The rule is none that can be made.
    """
    spec, version = _spec(rule, run)
    rules = [f"{rule.chain} {spec} -j DROP"]
    if client is not None and client.address.version == version and rule.chain != "FORWARD":
        ends = ("-s", "--dport") if rule.chain == "INPUT" else ("-d", "--sport")
        guard = f"-p tcp {ends[0]} {client.address} {ends[1]} {client.port} {_comment(run)}"
        rules.insert(0, f"{rule.chain} {guard} -j ACCEPT")
    program = "iptables" if version == 4 else "ip6tables"
    do = [f"{program} -w 5 -I {one.replace(' ', f' {place} ', 1)}" for place, one in enumerate(rules, start=1)]
    undo = [
        f"n=0; while [ $n -lt {_MOST_RULES} ] && {program} -w 5 -D {one} 2>/dev/null; do n=$((n+1)); done"
        for one in reversed(rules)
    ]
    return "\n".join(do), "\n".join(undo)


def _spec(rule: Drop, run: str) -> tuple[str, int]:
    if rule.chain not in _CHAINS or rule.protocol not in _PROTOCOLS or not (rule.source or rule.to):
        raise RefusedError(_("the scenario's firewall rule cannot be made: {rule}").format(rule=rule))
    words, versions = [], set()
    for flag, text in (("-s", rule.source), ("-d", rule.to)):
        if text:
            try:
                address = ip_address(text)
            except ValueError as error:
                raise RefusedError(_("{text!r} is no address to drop packets of").format(text=text)) from error
            words += [flag, str(address)]
            versions.add(address.version)
    if len(versions) != 1:
        raise RefusedError(_("the addresses of the scenario's firewall rule are of two families"))
    if rule.protocol or rule.port is not None:
        words += ["-p", rule.protocol or "tcp"]
    if rule.port is not None:
        words += ["--dport", str(int(rule.port))]
    return " ".join([*words, _comment(run)]), versions.pop()


def _comment(run: str) -> str:
    return f"-m comment --comment {tag(run)}"


def unit_of(run: str, number: int) -> str:
    """The name of the timer on the machine, and of the file that it runs."""
    return f"kanivete-{run}-{number}"


def whole_undo(unit: str, undo: str) -> str:
    """The script that takes a change back and then ends its own timer. It may be run any number of times."""
    return _UNDO % {"folder": FOLDER, "unit": unit, "undo": undo}


_UNDO = """set +e
(set -e
%(undo)s
)
failed=$?
if [ "$failed" = 0 ]; then
    rm -f %(folder)s/%(unit)s.sh
    if [ -f %(folder)s/%(unit)s.pid ]; then
        timer=$(cat %(folder)s/%(unit)s.pid)
        rm -f %(folder)s/%(unit)s.pid
        [ "$timer" = $$ ] || kill "$timer" 2>/dev/null
    fi
    rmdir %(folder)s 2>/dev/null
    if command -v systemctl >/dev/null 2>&1; then systemctl stop %(unit)s.timer 2>/dev/null; fi
fi
exit "$failed"
"""

ARM = """set -eu
unit=$1 seconds=$2 folder=$3
mkdir -p "$folder"
chmod 700 "$folder"
cat > "$folder/$unit.new"
mv "$folder/$unit.new" "$folder/$unit.sh"
if command -v systemd-run >/dev/null 2>&1 && [ -d /run/systemd/system ] &&
    systemd-run --quiet --collect --unit="$unit" --on-active="${seconds}s" --timer-property=AccuracySec=1s \\
        sh "$folder/$unit.sh" >&2 && systemctl is-active --quiet "$unit.timer"; then
    echo systemd
else
    setsid sh -c 'echo $$ > "$2.pid"; sleep "$1"; exec sh "$2.sh"' sh "$seconds" "$folder/$unit" \\
        </dev/null >/dev/null 2>&1 &
    sleep 1
    kill -0 "$(cat "$folder/$unit.pid")"
    echo sleep
fi
"""
"""Arms the timer: `sh -c ARM sh UNIT SECONDS FOLDER`, the undo script on standard input. Prints which kind it is."""
