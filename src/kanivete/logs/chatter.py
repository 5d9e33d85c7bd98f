"""Lines that say nothing of why a program died: what it and those around it print while it goes down."""

import re

_STARTS = (
    "npm err!", "npm error", "yarn run", "error command failed", "info visit https://yarnpkg", "elifecycle",
    " elifecycle", "node.js v", "exit status", "signal:", "make: ***", "make[", "dumping heap", "heap dump file",
    "note: run with `rust_backtrace", "sentry is attempting", "waiting up to", "press ctrl-c", "reason: worker",
    "reason: app failed", "[cause]", "see 'system.environment", "with exit code", "for more information",
    "for more details", "begin failed",
    "terminating due to java.lang.outofmemoryerror", "goroutine ", "created by ", "bye", "exit", "quit",

    "you have mail", "core dumped", "command terminated", "error: process exited", "error: exit code",
    "command failed with", "perhaps ", "try '", "try \"", "use \"", "run '", "see http", "mysqld: shutdown", "aborted",
    "aborting", "* note", "please check", "notice: exiting",
)  # fmt: skip
_PARTS = (
    "shutting down", "shutdown", "shut down", "stopping", "stopped", "exiting", "exited", "terminated",
    "terminating", "gracefully", "closing ", "closed", "destroying", "destroyed", "worker failed to boot",
    "received sig", "signal 1", "signal 3", "sigterm", "sigquit", "sigint", "signal 29", "signal 17",
    "deregister", "unregister", "draining", "drained", "goodbye", "cleaning up", "cleanup", "flushing",
    "app failed to load", "spawnerr", "gave up:", "not expected", "entered fatal state", "backtrace",
    "condition evaluation report", "conditions report", "--debug", "re-run your application",
    "failed to initialize server(s)", "completed with exit code", "exit code", "hs_err_pid", "core dump",
    "caches to sync", "cache to be synced",

    "unknown/unsupported storage engine", "init function returned error", "as a storage engine failed",
    "to initialize plugins", "could not open mysql.plugin table", "plugin initialization aborted",
    "data dictionary initialization failed", "to initialize dd storage", "create the system tablespace",
    "can't open './ibdata", "fpm initialization failed", "elasticsearch did not exit normally",
    "failed to start server in", "halting kafka", "fatal error loading the db",
    "uninitializing subsystem", "to the log at", "if you really know what you're doing",
)  # fmt: skip


def is_chatter(body: str) -> bool:
    """Whether a line is of a program's going down, or of a supervisor that notices it, and not why."""
    text = body[:300].strip().lower()
    return text.startswith(_STARTS) or any(part in text for part in _PARTS)


def is_decoration(body: str) -> bool:
    """Whether a line has no words: rules, carets, closing brackets."""
    return not any(map(str.isalnum, body[:200]))


_MAIN = re.compile(r"(?:main|runtime)\.\w{1,60}(?:\.func\d{1,4})?$")


def _is_go_function(body: str) -> bool:
    """Whether a line is what a Go program's logger prints before the place of each frame: `host/package.Function`."""
    if " " in body[:300] or "." not in body[:100]:
        return False
    host, slash, path = body[:400].partition("/")
    if not slash:
        return _MAIN.match(host) is not None
    return "." in host and "." in path.rpartition("/")[2] and ":" not in body[:400]


def is_continuation(body: str) -> bool:
    """Whether a line is the continuation of the one before by its shape alone: indented, or of a stack trace."""
    return (
        body[:1] in " \t"
        or body.startswith(
            (
                "Caused by:",
                "Traceback (",
                "goroutine ",
                "created by ",
                "The above exception",
                "During handling of",
                "... ",
            )
        )
        or _is_go_function(body)
    )
