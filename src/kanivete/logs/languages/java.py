"""The JVM's languages: stack traces with their causes, errors of the launcher and of the machine, Spring's report.

Sources: java.lang.Throwable.printStackTrace, the java launcher's messages, Spring Boot's failure analysers.
"""

import re
from itertools import chain

from kanivete.logs.block import Block, Detector, Lines, following, inside_stack, nearest, simple, type_of
from kanivete.logs.line import WARNING

_LAUNCHER = (
    "Error: Could not find or load main class", "Error: Unable to access jarfile", "Error: Main method not found",
    "Error: LinkageError occurred", "Error: Could not create the Java Virtual Machine", "Error: A JNI error",
    "Unrecognized option:", "no main manifest attribute, in", "Unrecognized VM option", "Invalid maximum heap size",
    "Error occurred during initialization of VM", "Error: Invalid or corrupt jarfile", "Conflicting collector",
    "# There is insufficient memory for the Java Runtime Environment",
)  # fmt: skip
_REPORT = "APPLICATION FAILED TO START"
_MACHINE = "# A fatal error has been detected by the Java Runtime Environment"
_TYPE = re.compile(r"(?<![\w$.])(?:[A-Za-z_][\w$]{0,100}\.){1,15}[A-Z][\w$]{0,120}(?:: |:$|$|:)")
_FRAME = re.compile(
    r"\s{0,40}(?:at [\w.$<>/@~-]{1,400}\(|\.\.\. \d{1,6} (?:more|common frames)|Suppressed: |Caused by: )"
)
_FOREIGN = (
    "at java.", "at java.base/", "at javax.", "at jdk.", "at sun.", "at com.sun.", "at org.springframework.",
    "at org.hibernate.", "at org.apache.", "at io.netty.", "at reactor.", "at scala.", "at kotlin.", "at kotlinx.",
    "at akka.", "at org.jboss.", "at io.quarkus.", "at com.zaxxer.", "at org.postgresql.", "at com.mysql.",
    "at org.eclipse.", "at io.micronaut.", "at com.fasterxml.", "at io.vertx.", "at app//", "at org.junit.",
)  # fmt: skip


def _read(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    if body.lstrip().startswith("at "):
        return None if inside_stack(lines, index) else _trace(lines, index)
    if _REPORT in body:
        return _report(lines, index)
    if _MACHINE in body:
        return _machine(lines, index)
    if body.startswith("Caused by: ") and index and not _FRAME.match(lines[index - 1].body):
        return _trace(lines, index)
    if body.startswith("Exception in thread ") or "java.lang.OutOfMemoryError" in body:
        return _trace(lines, index + 1) if _is_frame(lines, index + 1) else _bare(lines, index)
    if any(text in body for text in _LAUNCHER):
        return _launcher(lines, index)
    return None


def _is_frame(lines: Lines, index: int) -> bool:
    return index < len(lines) and bool(_FRAME.match(lines[index].body))


def _trace(lines: Lines, index: int) -> Block | None:
    """A stack trace; `index` is its first frame's, the error stands before it."""
    start = index - 1
    while start >= 0 and index - start < 12 and not (_TYPE.search(lines[start].body) or lines[start].stamped):
        start -= 1
    if start < 0 or not (found := _TYPE.search(lines[start].body)):
        return None
    members = following(lines, index, lambda body: _FRAME.match(body) is not None)
    if not members:
        return None
    outer = lines[start].body[found.start() :].strip()
    causes = [at for at in members if lines[at].body.startswith("Caused by: ")]
    head = causes[-1] if causes else start
    headline = lines[head].body.removeprefix("Caused by: ").strip() if causes else outer
    own = [(at, lines[at].body.strip()) for at in members if at > head and lines[at].body.lstrip().startswith("at ")]
    everything = [(at, lines[at].body.strip()) for at in members if lines[at].body.lstrip().startswith("at ")]
    frames = nearest(chain(own, everything), _foreign) if any(not _foreign(text) for _, text in own) else (
        nearest(everything, _foreign))  # fmt: skip
    first = lines[start].body
    named = first.startswith("Exception in thread ")
    if named:
        outer = first.strip()
    return Block(
        language=_language(lines, members), start=start, end=members[-1], head=head, headline=headline,
        exception=type_of(headline), outer=outer if causes else "",
        picks=[head, start, *(at for at, _ in frames[:3]), *causes[-4:-1], start - 1],
        frames=tuple(dict.fromkeys(text for _, text in frames)), logged=not named and _log_line(lines, start),
    )  # fmt: skip


def _foreign(text: str) -> bool:
    return text.startswith(_FOREIGN)


def _log_line(lines: Lines, start: int) -> bool:
    return lines[start].stamped or (start > 0 and lines[start - 1].level >= WARNING)


def _language(lines: Lines, members: list[int]) -> str:
    for at in members[:200]:
        body = lines[at].body
        if ".kt:" in body:
            return "kotlin"
        if ".scala:" in body:
            return "scala"
    return "java"


def _bare(lines: Lines, index: int) -> Block | None:
    body = lines[index].body
    found = _TYPE.search(body)
    if not found:
        return None
    headline = body[found.start() :].strip()
    return simple("java", lines, index, headline=headline, exception=type_of(headline))


def _launcher(lines: Lines, index: int) -> Block:
    end = index
    if index + 1 < len(lines) and lines[index + 1].body.startswith("Caused by:"):
        end = index + 1
    return simple("java", lines, index, end=end, picks=[end, index + 1])


def _report(lines: Lines, index: int) -> Block | None:
    """Spring Boot's own explanation: Description and Action."""
    section = ""
    texts: dict[str, list[int]] = {"Description:": [], "Action:": []}
    end = index
    for at in range(index + 1, min(len(lines), index + 60)):
        text = lines[at].body.strip()
        if text in texts:
            section = text
        elif text and section and not lines[at].stamped:
            texts[section].append(at)
            end = at
        elif lines[at].stamped:
            break
    description = texts["Description:"]
    if not description:
        return None
    return Block(
        language="java", start=index, end=end, head=description[0], headline=lines[description[0]].body.strip(),
        picks=[*description[:6], index, *texts["Action:"][:4]], weight=-1,
    )  # fmt: skip


def _machine(lines: Lines, index: int) -> Block:
    members = following(lines, index + 1, lambda body: body.startswith("#"))
    head = next((at for at in members if "SIG" in lines[at].body or "EXCEPTION_" in lines[at].body), index)
    text = lines[head].body.lstrip("# ").strip()
    frame = [at for at in members if "Problematic frame" in lines[at].body]
    return Block(
        language="java", start=index, end=members[-1] if members else index, head=head, headline=text,
        exception=text.split(" ", 1)[0], picks=[head, index, *frame, *(at + 1 for at in frame)],
    )  # fmt: skip


DETECTOR = Detector(
    markers=("\tat ", "    at ", "Caused by: ", "Exception in thread ", "java.lang.OutOfMemoryError", _REPORT, _MACHINE,
             *_LAUNCHER),
    read=_read,
)  # fmt: skip
