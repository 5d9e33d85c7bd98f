"""The five reasons that pods of the world are broken for: what the kubelet then writes, and what has to be found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.rig.bench.template import APP, REGISTRY, Json, image


@dataclass(frozen=True)
class Pod:
    """A pod of the world: which one, and the application it belongs to."""

    namespace: str
    name: str
    uid: str
    app: str
    node: str


@dataclass(frozen=True)
class Told:
    """An event of the kubelet about the main container: its reason, text and count."""

    reason: str
    text: str
    count: int
    normal: bool = False


@dataclass(frozen=True)
class Fault:
    """One reason: the cause `diagnose` has to name, and what is seen of it."""

    cause: str
    state: Callable[[Pod, datetime], Json]
    """Of the main container: the fields of its status that differ from a healthy one's."""
    events: Callable[[Pod], list[Told]]
    log: str | None = None
    """The last lines that the container printed before it ended; none if it never ran."""


def stamp(time: datetime) -> str:
    """A time as the API writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _image_fault(cause: str, why: Callable[[str], str]) -> Fault:
    def text(pod: Pod) -> str:
        return why(image(pod.app))

    def state(pod: Pod, _now: datetime) -> Json:
        message = f'Back-off pulling image "{image(pod.app)}": ErrImagePull: {text(pod)}'
        return {"waiting": {"reason": "ImagePullBackOff", "message": message}}

    def events(pod: Pod) -> list[Told]:
        ref = image(pod.app)
        return [
            Told("Pulling", f'Pulling image "{ref}"', 5, normal=True),
            Told("Failed", f'Failed to pull image "{ref}": {text(pod)}', 5),
            Told("Failed", "Error: ErrImagePull", 5),
            Told("BackOff", f'Back-off pulling image "{ref}"', 21, normal=True),
            Told("Failed", "Error: ImagePullBackOff", 20),
        ]

    return Fault(cause, lambda pod, now: _status(state(pod, now), image(pod.app), 0), events)


def _crash_fault(cause: str, code: int, reason: str, log: str) -> Fault:
    def state(pod: Pod, now: datetime) -> Json:
        back_off = f"back-off 2m40s restarting failed container={APP} pod={pod.name}_{pod.namespace}({pod.uid})"
        ended = {
            "exitCode": code,
            "reason": reason,
            "startedAt": stamp(now - timedelta(seconds=95)),
            "finishedAt": stamp(now - timedelta(seconds=90)),
            "containerID": f"containerd://{pod.uid.replace('-', '') * 2}",
        }
        waiting = {"waiting": {"reason": "CrashLoopBackOff", "message": back_off}}
        return {**_status(waiting, image(pod.app), 6), "lastState": {"terminated": ended}}

    def events(pod: Pod) -> list[Told]:
        back_off = f"Back-off restarting failed container {APP} in pod {pod.name}_{pod.namespace}({pod.uid})"
        present = f'Container image "{image(pod.app)}" already present on machine'
        return [
            Told("Pulled", present, 6, normal=True),
            Told("Created", f"Created container: {APP}", 6, normal=True),
            Told("Started", f"Started container {APP}", 6, normal=True),
            Told("BackOff", back_off, 30),
        ]

    return Fault(cause, state, events, log)


def _secret_fault() -> Fault:
    def why(pod: Pod) -> str:
        return f'secret "{pod.app}-db" not found'

    def state(pod: Pod, _now: datetime) -> Json:
        waiting = {"waiting": {"reason": "CreateContainerConfigError", "message": why(pod)}}
        return _status(waiting, image(pod.app), 0)

    def events(pod: Pod) -> list[Told]:
        return [Told("Failed", f"Error: {why(pod)}", 26)]

    return Fault("config.secret-missing", state, events)


def _status(state: Json, of_image: str, restarts: int) -> Json:
    status = {"state": state, "image": of_image, "ready": False, "started": False, "restartCount": restarts}
    return status if restarts else {**status, "imageID": "", "containerID": ""}


def _unresolved(ref: str) -> str:
    return f'failed to pull and unpack image "{ref}": failed to resolve reference "{ref}"'


def _unauthorized(ref: str) -> str:
    tag = ref.rpartition(":")[2]
    why = f"pulling from host {REGISTRY} failed with status code [manifests {tag}]: 401 Unauthorized"
    return f"{_unresolved(ref)}: {why}"


LOG = """\
2026-11-22 07:00:01,113 INFO shop.main starting, configuration /etc/app/settings.yaml
2026-11-22 07:00:01,240 INFO shop.cache connected to the cache
Traceback (most recent call last):
  File "/app/shop/main.py", line 88, in <module>
    main()
  File "/app/shop/main.py", line 61, in main
    gateway = Gateway(os.environ["PAYMENT_URL"])
  File "<frozen os>", line 679, in __getitem__
KeyError: 'PAYMENT_URL'
"""

FAULTS = (
    _image_fault(
        "image.tag-not-found", lambda ref: f"rpc error: code = NotFound desc = {_unresolved(ref)}: {ref}: not found"
    ),
    _image_fault("image.auth-bad-credentials", _unauthorized),
    _crash_fault("crash.missing-environment", 1, "Error", LOG),
    _crash_fault("crash.out-of-memory-limit", 137, "OOMKilled", ""),
    _secret_fault(),
)
