"""Databases, proxies and other servers that are not content with their configuration, their files or their host.

Sources: the servers' own texts (PostgreSQL, Redis, Elasticsearch, CoreDNS, Apache, Prisma, Liquibase …).
"""

from kanivete.logs.block import Block, Detector, Lines, simple

_NOTES = ("DETAIL:", "HINT:", "CONTEXT:", "STATEMENT:")
_ENDS = (
    "bootstrap check failure [", "fatal exception while booting", "Error during parsing: ",
    "Fatal error, can't open config file", "Failed listening on port ", "Unexpected error running Liquibase",
    "unable to bind listening socket", "AH00526", "AH00015", "AH00016", "AH00072", "AH00558: fatal",
    "no listening sockets available", "Error: Couldn't initialize", "Error when reading ",
    "error initializing configuration", "Failed to start Keycloak", "failed to read configuration",
    "Exiting due to fatal exception", "Fatal error during KafkaServer startup", "Invalid config, exiting abnormally",
    "error loading config", "Error loading config", "mysqld: unknown ", "mysqld: Can't ",
    "Error initializing storage of type", "Error initializing listener of type", "Wrong signature trying to load DB",
    "Can't handle RDB format version", "Bad file format reading the append only", "has already been bootstrapped",
    "private IPv4 addresses found", "Downgrading database version from", "Unable to initialize backend: ",
    "Error during startup: {error,", "bootstrap checks failed", "A server is already running",
    "Upgrade after a crash is not supported",
    "Upgrade is not supported after a crash",
)  # fmt: skip
_CONSEQUENCES = ("no listening sockets available", "Failed listening on port ")
"""What follows from the line before, which says why."""
_REDIS = "FATAL CONFIG FILE ERROR"
_POSTGRES = ("FATAL:  ", "PANIC:  ")
_STATEMENT = "ERROR:  "
"""Of one client's statement, where PostgreSQL's own log says it, with its place in it."""
_CLIENTS = ("due to administrator command", "the database system is s")
"""What clients are told while the server starts or stops in good order."""
_SESSIONS = (
    "authentication failed", "does not exist", "no pg_hba.conf entry", "too many clients", "connection slots",
    "terminating connection", "unsupported frontend protocol", "canceling authentication", "not permitted to log in",
)  # fmt: skip
"""What a server tells one client, and logs, and lives on."""
_AROUND = 12
_SERVER = (
    "could not create", "lock file", "database files are incompatible", "data directory", "contains errors",
    "bogus data", "could not open", "could not access", "could not load", "could not locate", "must be owned",
    "could not write", "could not map", "pre-existing shared memory", "could not read",
)  # fmt: skip


def _read(lines: Lines, index: int) -> Block | None:
    line = lines[index]
    if line.body.startswith(f"*** {_REDIS}") and not line.stamped:
        return _redis(lines, index)
    for mark in _POSTGRES:
        if mark in line.shown:
            return _postgres(lines, index, mark)
    if _STATEMENT in line.shown and " at character " in line.body:
        return simple("", lines, index, strength=0, weight=-9)
    if any(text in line.body for text in _ENDS) and line.body[:1] not in " \t" and not line.format:
        weight = -1 if any(text in line.body for text in _CONSEQUENCES) else 0
        if line.body.rstrip().endswith(":") and index + 1 < len(lines) and lines[index + 1].body.strip():
            return _announced(lines, index, weight)
        told = range(index + 1, min(len(lines), index + 4))
        return simple("", lines, index, weight=weight, picks=[at for at in told if not lines[at].stamped])
    return None


def _announced(lines: Lines, index: int, weight: int) -> Block:
    """The place in one line, and what is wrong there in the next."""
    block = simple("", lines, index + 1, weight=weight, picks=[index])
    block.start, block.outer = index, lines[index].body.strip()
    return block


def _redis(lines: Lines, index: int) -> Block:
    said = [at for at in range(index + 1, min(len(lines), index + 5)) if lines[at].body.strip()]
    head = said[-1] if said else index
    block = simple("", lines, head, exception=_REDIS, picks=[index, *said])
    block.start = index
    return block


def _postgres(lines: Lines, index: int, mark: str) -> Block:
    """A server's or a client's FATAL with the notes that belong to it; it ends a server where it concerns its files."""
    body = lines[index].body
    headline = body.split(mark, 1)[1] if mark in body else body
    if any(text in headline for text in _CLIENTS) or (
        any(text in headline for text in _SESSIONS) and _is_servers_log(lines, index)
    ):
        return simple("", lines, index, strength=0, weight=-9)
    notes: list[int] = []
    for at in range(index + 1, min(len(lines), index + 6)):
        if not lines[at].body.startswith(_NOTES):
            break
        notes.append(at)
    notes += [at for at in range(max(index - 4, 0), index) if "could not " in lines[at].body]
    ends = mark.startswith("PANIC") or any(text in headline for text in _SERVER)
    return simple(
        "", lines, index, exception=mark.strip(" :"), headline=headline.strip(), strength=3 if ends else 2,
        weight=1, end=max([index, *notes]), picks=notes,
    )  # fmt: skip


def _is_servers_log(lines: Lines, index: int) -> bool:
    return any("LOG:  " in line.shown for line in lines[max(0, index - _AROUND) : index + _AROUND])


DETECTOR = Detector(markers=(*_ENDS, _REDIS, *_POSTGRES, _STATEMENT), read=_read)
