"""Whether a sidecar goes by itself when its time is over, as a person is told."""

from dataclasses import dataclass

from kanivete.cli.printing import tell
from kanivete.cli.toolboxing.session import clock
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.redact import clean
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.inject import leaving
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import Object
from kanivete.toolbox.reaper import launch
from kanivete.toolbox.reaper.objects import Reaper
from kanivete.toolbox.run import Run


@dataclass(frozen=True)
class Ending:
    """Of one sidecar: a reaper to be, or why there can be none."""

    api: Api
    workload: Target
    run: Run
    reaper: Reaper | None
    text: str
    """What is said before anything is changed."""

    @classmethod
    def planned(cls, api: Api, workload: Target, container: Object, run: Run, image: str) -> "Ending":
        """Found out without making anything."""
        try:
            reaper = leaving.planned(api, workload, container, run, image)
        except (KubeError, ToolboxError) as error:
            return cls(api, workload, run, None, stays(workload, str(error)))
        return cls(api, workload, run, reaper, _("It goes by itself at {time}.").format(time=clock(run.expires)))

    def set_off(self) -> None:
        """Make what takes the sidecar out, and say so if that does not work after all."""
        if self.reaper is None:
            return
        tell(_("starting the pod that takes it out when its time is over"))
        try:
            leaving.set_off(self.api, self.reaper, self.run)
            why = launch.until_it_waits(self.api, self.workload.namespace, self.run.id)
        except KubeError as error:
            why = str(error)
        except BaseException:
            self.call_off()
            raise
        if why:
            tell(stays(self.workload, why))

    def call_off(self) -> None:
        """Where there is no sidecar after all."""
        launch.call_off(self.api, self.workload.namespace, self.run.id)


def stays(workload: Target, why: str) -> str:
    """That somebody has to take the sidecar out, and why, on one line."""
    said = clean(" ".join(why.split()))[:600]
    return _("The sidecar will stay until `{command}`: {why}").format(command=removal_command(workload), why=said)


def removal_command(workload: Target) -> str:
    """What takes it out at any time."""
    return f"kanivete toolbox remove {workload.word} -n {workload.namespace}"
