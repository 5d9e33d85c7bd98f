"""What a container's exit code stands for.

Sources: signal(7), sysexits.h, the shells' manuals, the JVM's options, containerd, and ntstatus.h for Windows.
"""

from kanivete.i18n import N_, _

SIGNALS = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    5: "SIGTRAP",
    6: "SIGABRT",
    7: "SIGBUS",
    8: "SIGFPE",
    9: "SIGKILL",
    10: "SIGUSR1",
    11: "SIGSEGV",
    12: "SIGUSR2",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
    24: "SIGXCPU",
    25: "SIGXFSZ",
    31: "SIGSYS",
}
"""Signals by number, as Linux on amd64 and arm64 counts them."""

_MEANINGS = {
    0: N_("it finished its work"),
    1: N_("a general error; what an uncaught exception gives in Python, Node.js and Java"),
    2: N_("a Go panic, wrong use of a shell built-in, or wrong arguments"),
    3: N_("a code of the program's own; for a JVM with -XX:+ExitOnOutOfMemoryError, a full heap"),
    64: N_("wrong usage of the command (EX_USAGE)"),
    65: N_("wrong input data (EX_DATAERR)"),
    66: N_("an input file cannot be read (EX_NOINPUT)"),
    69: N_("a service it needs is unavailable (EX_UNAVAILABLE)"),
    70: N_("an internal error of the program (EX_SOFTWARE)"),
    71: N_("an error of the operating system (EX_OSERR)"),
    72: N_("a system file is missing (EX_OSFILE)"),
    73: N_("an output file cannot be made (EX_CANTCREAT)"),
    74: N_("an input/output error (EX_IOERR)"),
    75: N_("a temporary failure (EX_TEMPFAIL)"),
    77: N_("a permission is missing (EX_NOPERM)"),
    78: N_("a wrong configuration (EX_CONFIG)"),
    125: N_("the container runtime itself failed"),
    126: N_("the command was found and could not be executed"),
    127: N_("a command or a shared library was not found"),
    128: N_("the runtime could not start the process"),
    129: N_("SIGHUP: its terminal or parent went away"),
    130: N_("SIGINT: it was interrupted"),
    131: N_("SIGQUIT: it was told to stop and dump its state"),
    132: N_("SIGILL: an instruction that this CPU does not have, or corrupt code"),
    133: N_("SIGTRAP: a runtime (.NET, V8) gave up at once"),
    134: N_("SIGABRT: it gave up by itself (an assertion, glibc, a full JavaScript heap)"),
    135: N_("SIGBUS: a mapped file ended, often a full disk or /dev/shm (64 MiB)"),
    136: N_("SIGFPE: an integer division by zero or overflow"),
    137: N_("SIGKILL: it was killed from outside"),
    139: N_("SIGSEGV: it touched memory that is not its own"),
    141: N_("SIGPIPE: nobody reads what it writes"),
    143: N_("SIGTERM: it was asked to stop"),
    152: N_("SIGXCPU: it used up its CPU time limit"),
    153: N_("SIGXFSZ: a file grew beyond the limit"),
    159: N_("SIGSYS: a system call that the seccomp profile forbids"),
    255: N_("exit(-1), or the runtime lost the process's status"),
    0xC0000005: N_("Windows: access violation"),
    0xC000001D: N_("Windows: illegal instruction"),
    0xC00000FD: N_("Windows: stack overflow"),
    0xC0000135: N_("Windows: a DLL is missing"),
    0xC000013A: N_("Windows: stopped by Ctrl+C or a shutdown"),
    0xC0000142: N_("Windows: a DLL could not be initialised"),
    0xC0000374: N_("Windows: heap corruption"),
    0xC0000409: N_("Windows: stack buffer overrun, or a deliberate fail-fast"),
    0xE0434352: N_("Windows: an unhandled .NET exception"),
}


def signal_of(code: int) -> str:
    """The name of the signal that an exit code stands for (`SIGSEGV` for 139), empty if it stands for none."""
    number = code - 128
    if not 1 <= number <= 64:
        return ""
    return SIGNALS.get(number, f"signal {number}")


def meaning(code: int) -> str:
    """What an exit code stands for, in the reader's language; empty for a program's own codes.

    Negative codes, as Windows nodes may report them, are read as unsigned.
    """
    code = code & 0xFFFFFFFF if code < 0 else code
    if code in _MEANINGS:
        return _(_MEANINGS[code])
    return signal_of(code)
