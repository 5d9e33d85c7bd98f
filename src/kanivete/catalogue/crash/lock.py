"""The lock on the stored data is held by somebody else."""

from kanivete.catalogue.crash.common import EDIT, SEE_CLAIMS, STATEFUL_SETS
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

LOCKED = Cause(
    id="crash.data-locked",
    title=N_("Another instance holds the lock on the stored data"),
    explanation=N_(
        "Servers lock their data directory or database, so that no second one writes to it. Either a second instance "
        "really runs (a rolling update starts the new pod before the old one is gone, two replicas share one volume), "
        "or one that was killed left its lock behind: a pid file on the volume, a row in a table. Some network file "
        "systems cannot lock at all."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"Unable to lock \S{0,40}ibdata|Can't lock aria control file|Could not get an exclusive lock;"
            r"|DBPathInUse|Another mongod instance is already running",
            where=LOG,
            rank=38,
        ),
        Pattern(
            r"failed to obtain node locks?|LockObtainFailedException|Failed to acquire lock on file \.lock",
            where=LOG,
            rank=38,
        ),
        Pattern(
            r"lock DB directory: (?:resource temporarily unavailable|no locks available)"
            r"|(?:open|opening|boltdb)[^\n]{0,40}\bbolt(?:db)?\b[^\n]{0,40}: timeout|Cannot acquire directory lock on",
            where=LOG,
            rank=38,
        ),
        Pattern(
            r"lock file \\*\"(?P<file>[^\"\n\\]{1,200})\\*\" already exists|pidfile \((?P<path>[^)\n]{1,200})\) already"
            r"|A server is already running[.(]|pid file found, ensure",
            where=LOG,
            rank=38,
        ),
        Pattern(r"Cannot lock file (?P<file>\S{1,200}?)\.? Another server ?instance", where=LOG, rank=38),
        Pattern(
            r"\bdatabase is locked\b|Database may be already in use|MVStoreException: The file is locked"
            r"|Could not acquire change log lock|IO error: [^\n]{0,40}lock \S{1,200}: Resource temporarily unavailable",
            where=LOG,
            rank=38,
            unless=r"\bretry|sleeping|\bwarn(?:ing)?\b",
        ),
    ),
    examples=(
        Example("[ERROR] InnoDB: Unable to lock ./ibdata1, error: 11", "MySQL", PRINTED),
        Example("fatal: DBPathInUse: Unable to lock the lock file: /data/db/mongod.lock", "MongoDB", PRINTED),
        Example(
            "java.lang.IllegalStateException: failed to obtain node locks, tried [/data]; maybe these locations are "
            "not writable or multiple nodes were started on the same data path?",
            "Elasticsearch",
            PRINTED,
        ),
        Example(
            'level=error err="opening storage failed: lock DB directory: resource temporarily unavailable"',
            "Prometheus",
            PRINTED,
        ),
        Example('FATAL:  lock file "postmaster.pid" already exists', "PostgreSQL", PRINTED),
        Example("A server is already running. Check /app/tmp/pids/server.pid.", "Rails", PRINTED),
        Example(
            "DB::Exception: Cannot lock file /data/status. Another server instance in same directory is already "
            "running.",
            "ClickHouse",
            PRINTED,
        ),
        Example("sqlite3.OperationalError: database is locked", "SQLite", PRINTED),
        Example(
            "Caused by: liquibase.exception.LockException: Could not acquire change log lock.", "Liquibase", PRINTED
        ),
    ),
    near_misses=(
        NearMiss(
            'level=info msg="Database locked, sleeping then retrying" error="database is locked" retry=1', None, PRINTED
        ),
        NearMiss(
            'level=error err="opening storage failed: lock DB directory: open /data/lock: permission denied"',
            "crash.permission-denied",
            PRINTED,
        ),
    ),
    next=(
        Advice(N_("See which other pods run, and whose they are."), "kubectl get pods -n {namespace} -o wide"),
        SEE_CLAIMS,
    ),
    remedies=(
        Advice(
            N_(
                "Run one instance per volume: one replica with `strategy: Recreate`, or a StatefulSet with a volume "
                "for each."
            ),
            EDIT.command,
            Changes.WORKLOAD,
        ),
        Advice(N_("Where nothing else runs, remove the lock that was left behind: the file, or the row in the table.")),
    ),
    references=(STATEFUL_SETS, "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy"),
)

CAUSES = (LOCKED,)
