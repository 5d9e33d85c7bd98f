"""What the patterns about starting a process share."""

from kanivete.catalogue.entry import KUBELET, LOG, Where

RUNTIME = KUBELET
ANYWHERE = RUNTIME | LOG
STATUS = Where.CONTAINER_STATUS
PRINTED = Where.CONTAINER_LOG

# The runtime uses the same words when a probe's or a hook's command cannot be executed in a running container.
IN_A_RUNNING_CONTAINER = r"exec failed|probe (?:failed|errored|warning)|HookError|Hook failed|lifecycle hook"
COMMAND = r"(?P<command>[^\s\"'`\\]+)"
