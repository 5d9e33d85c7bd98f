"""The program ended by itself, for a reason of its own."""

from kanivete.catalogue.crash.common import (
    DEBUG_PODS,
    FAILURE_REASON,
    LOOK_INSIDE,
    POD_LIFECYCLE,
    READ_LOG,
    READ_SPEC,
    ROLL_BACK,
)
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Owner

PRINTED = Where.CONTAINER_LOG

APPLICATION_ERROR = Cause(
    id="crash.application-error",
    title=N_("The program fails with an error of its own"),
    explanation=N_(
        "The container was created and its program ran; it met an error that it did not handle and ended with a code "
        "other than 0. Kubernetes only restarts it, each time after a longer wait (10 s, doubling up to 5 "
        "min). What it "
        "said last is quoted: the innermost error is the reason, the ones around it only pass it on."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        Pattern(r"Traceback \(most recent call last\)", where=LOG, rank=90),
        Pattern(
            r"(?m)^(?:[a-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning)(?:: |$)",
            where=LOG,
            rank=92,
            unless=r"\b(?:handled|recovered|retrying)\b",
        ),
        Pattern(
            r"Exception in thread \"|(?m:^Caused by: )|Application run failed|APPLICATION FAILED TO START",
            where=LOG,
            rank=90,
        ),
        Pattern(r"(?m)^(?:panic|fatal error): |\ngoroutine \d+ \[", where=LOG, rank=90),
        Pattern(r"thread '[^'\n]{1,100}'(?: \(\d+\))? panicked at", where=LOG, rank=90),
        Pattern(
            r"Unhandled exception\.|Uncaught (?:\w+)?(?:Error|Exception)|UnhandledPromiseRejection|Unhandled rejection",
            where=LOG,
            rank=90,
        ),
        Pattern(
            r"terminate called (?:after throwing|without an active)|Assertion [^\n]{1,200} failed|stack "
            r"smashing detected|ERROR: AddressSanitizer",
            where=LOG,
            rank=90,
        ),
        Pattern(r"\.rb:\d+:in [`'][^'\n]{1,100}': [^\n]{1,300} \([\w:]+\)|\*\* \(\w+(?:\.\w+)*\) ", where=LOG, rank=90),
        Pattern(r"PHP (?:Fatal|Parse) error", where=LOG, rank=90),
        Pattern(r"Error: ENOSPC: System limit for number of file watchers reached", where=LOG, rank=90),
        Pattern(
            r"(?m)^ls: (?:cannot access )?['‘\"]?(?P<file>[^\s:'’\"]+)['’\"]?: no such file or directory\s*$",
            where=LOG,
            rank=90,
        ),
        Pattern(
            r"Error: Could not find or load main class|Cannot find module '[^'/\n][^'\n]*'|MODULE_NOT_FOUND",
            where=LOG,
            rank=90,
        ),
    ),
    examples=(
        Example(
            'Traceback (most recent call last):\n  File "/app/main.py", line 3, in '
            "<module>\nZeroDivisionError: division by zero",
            "Python",
            PRINTED,
        ),
        Example('Exception in thread "main" java.lang.IllegalStateException: no price for item 7', "Java", PRINTED),
        Example("panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:", "Go", PRINTED),
        Example("thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds", "Rust", PRINTED),
        Example(
            "Unhandled exception. System.InvalidOperationException: Sequence contains no elements", ".NET", PRINTED
        ),
        Example("main.rb:3:in `<main>': undefined method `name' for nil:NilClass (NoMethodError)", "Ruby", PRINTED),
        Example("PHP Fatal error:  Uncaught TypeError: strlen() expects parameter 1 to be string", "PHP", PRINTED),
        Example("TypeError: Cannot read properties of undefined (reading 'port')", "Node.js", PRINTED),
        Example("ls: vraus: No such file or directory", "busybox", PRINTED),
    ),
    near_misses=(
        NearMiss("2026-11-22 07:00:01 ERROR could not send mail to bob, will try again", None, PRINTED),
        NearMiss("dial tcp 10.96.14.2:5432: connect: connection refused", "crash.dependency-unreachable", PRINTED),
        NearMiss(
            "FileNotFoundError: [Errno 2] No such file or directory: '/etc/app/config.yaml'",
            "crash.missing-file",
            PRINTED,
        ),
    ),
    next=(READ_LOG, READ_SPEC, LOOK_INSIDE),
    remedies=(
        Advice(N_("Give the quoted error to the program's developers: the image runs, the node is not the reason.")),
        ROLL_BACK,
    ),
    references=(DEBUG_PODS, POD_LIFECYCLE),
)

UNEXPLAINED = Cause(
    id="crash.unexplained",
    title=N_("The container ends again and again, and nothing says why"),
    explanation=N_(
        "The container starts and ends, and neither its status nor its events nor its log name a reason. "
        "What can be said "
        "is in its exit code. Programs that print nothing before they end often log to a file, buffer their output, or "
        "were killed from outside."
    ),
    owner=Owner.APPLICATION,
    near_misses=(NearMiss("Back-off restarting failed container main in pod web-7b996f599d-8cgw6_calm(1)", None),),
    next=(READ_LOG, READ_SPEC, LOOK_INSIDE),
    remedies=(
        Advice(
            N_(
                "Make the program write its errors to standard error, unbuffered, or set "
                "`terminationMessagePolicy: FallbackToLogsOnError`."
            )
        ),
        ROLL_BACK,
    ),
    references=(FAILURE_REASON, DEBUG_PODS),
    no_scenario=N_("is what is left when no other cause fits"),
)

CAUSES = (APPLICATION_ERROR, UNEXPLAINED)
