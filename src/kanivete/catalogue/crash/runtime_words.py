"""What the patterns about starting a process share."""

from kanivete.catalogue.entry import KUBELET, LOG, Where

RUNTIME = KUBELET
ANYWHERE = RUNTIME | LOG
STATUS = Where.CONTAINER_STATUS
PRINTED = Where.CONTAINER_LOG

# The runtime uses the same words when a probe's or a hook's command cannot be executed in a running container, and when
# it is the pod's sandbox that cannot be started.
OF_ANOTHER_PROCESS = (
    r"exec failed|probe (?:failed|errored|warning)|HookError|Hook failed|lifecycle hook"
    r"|(?:create|start) (?:pod )?sandbox"
)
COMMAND = r"(?P<command>[^\s\"'`\\]+)"
