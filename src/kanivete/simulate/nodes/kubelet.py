"""The shell scripts that start a node's kubelet otherwise, and as it was again.

A drop-in of systemd repeats the command that runs, with flags after it: the last one counts. It lies in /run, so that
a reboot undoes it too.
"""

from kanivete.simulate.scenario.model import Kubelet

_UNITS = "/run/systemd/system/kubelet.service.d"


def restarted(change: Kubelet, run: str) -> tuple[str, str]:
    """The scripts that restart it with a scenario's change, and that take the change back.

    The scenario's own script finds in `$kubeconfig` the path of the kubelet's, and in `$own` a folder for what the
    changed one needs; so do its flags.
    """
    values = {"units": _UNITS, "file": f"{_UNITS}/zz-kanivete-{run}.conf", "own": f"/run/kanivete-kubelet-{run}"}
    prepare = _PREPARE % {**values, "script": change.prepare.rstrip()} if change.prepare else ""
    return prepare + _DO % {**values, "flags": change.flags.replace("%", "%%")}, _UNDO % values


_PREPARE = r"""own=%(own)s
command=/proc/$(pidof -s kubelet)/cmdline
kubeconfig=$(tr '\0' '\n' < $command | sed -n 's/^--kubeconfig=//p; /^--kubeconfig$/{n;p;}' | tail -n 1)
mkdir -p -m 700 $own
%(script)s
"""

# systemd reads % and $ in a command
_DO = r"""mkdir -p %(units)s
{
    printf '[Service]\nExecStart=\nExecStart='
    tr '\0' ' ' < /proc/$(pidof -s kubelet)/cmdline | sed 's/%%/%%%%/g; s/\$/$$/g'
    echo "%(flags)s"
} > %(file)s
systemctl daemon-reload
systemctl restart kubelet
"""

_UNDO = r"""if [ -e %(file)s ]; then
    rm %(file)s
    systemctl daemon-reload
    systemctl restart kubelet
fi
rm -rf %(own)s
rmdir %(units)s 2>/dev/null || :
"""
