"""`python -I -S timed.py OUTPUT COMMAND …`: run a command, its output to a file, and print what it took as JSON.

A process's peak memory counts from that of whoever forked it: so a small process stands between, which this is.
"""

import json
import os
import sys
import time

output, *command = sys.argv[1:]
out = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
begun = time.perf_counter()
pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out, 1)])
_, status, usage = os.wait4(pid, 0)
took = time.perf_counter() - begun
result = {
    "code": os.waitstatus_to_exitcode(status),
    "seconds": took,
    "cpu": usage.ru_utime + usage.ru_stime,
    "peak": usage.ru_maxrss * 1024,
}
sys.stdout.write(json.dumps(result))
