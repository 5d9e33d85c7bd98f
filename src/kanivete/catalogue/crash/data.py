"""What a server stored in its volume, and what it cannot start from."""

from kanivete.catalogue.crash.common import COPY_FIRST, EDIT, READ_LOG, SEE_CLAIMS, STATEFUL_SETS, VOLUMES
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

INCOMPATIBLE = Cause(
    id="crash.data-incompatible",
    title=N_("The stored data are of another version of the program"),
    explanation=N_(
        "The volume was written by an older or newer version, and this one refuses to start from it, so as not to "
        "spoil it. It comes with an image whose tag moved on (`latest`, a chart's upgrade across a major version), "
        "or with going back after an upgrade. Many servers upgrade their files only from the version right before, "
        "and only after a clean shutdown."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"initialized by PostgreSQL version (?P<found>[\d.]{1,20}), which is not compatible with this version "
            r"(?P<version>[\d.]{1,20})",
            where=LOG,
            rank=28,
        ),
        Pattern(r"database files are incompatible with server", where=LOG, rank=30),
        Pattern(
            r"Wrong mongod version|UPGRADE PROBLEM: |Invalid featureCompatibilityVersion document"
            r"|unsupported upgrade or downgrade",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"Upgrade (?:after a crash is not supported|is not supported after a crash)|Unsupported redo log format"
            r"|on data directory built by version (?P<found>\d{1,10})|Invalid (?:MySQL|MariaDB) server (?:up|down)grade"
            r"|Downgrade is not supported",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"cannot (?:downgrade|upgrade) a node from version \[(?P<found>[^\]\n]{1,40})\]|CorruptStateException: "
            r"Format version is not supported|IndexFormatTooOldException|IndexFormatTooNewException",
            where=LOG,
            rank=30,
        ),
        Pattern(r"Can't handle RDB format version (?P<found>\d{1,10})", where=LOG, rank=30),
        Pattern(
            r"upgrade through intermediate version|required feature flag not enabled! It must be enabled before"
            r"|because (?:the version of the data|upgrading from) [^\n]{1,120} (?:is higher than|is not supported)"
            r"|downgrading is not supported",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"Unsupported database file version|The (?:read|write) format \d+ is (?:smaller|larger) than the supported"
            r"|cluster cannot be downgraded|expected format-type: \w+, found: ",
            where=LOG,
            rank=30,
        ),
    ),
    examples=(
        Example(
            "FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by "
            "PostgreSQL version 13, which is not compatible with this version 16.2.",
            "PostgreSQL",
            PRINTED,
        ),
        Example("** IMPORTANT: UPGRADE PROBLEM: The data files need to be fully upgraded first", "MongoDB", PRINTED),
        Example(
            "[ERROR] InnoDB: Upgrade after a crash is not supported. The redo log was created with MariaDB 10.3.39.",
            "MariaDB",
            PRINTED,
        ),
        Example(
            "[ERROR] [MY-013171] [InnoDB] Cannot boot server version 80023 on data directory built by version 80026.",
            "MySQL",
            PRINTED,
        ),
        Example(
            "java.lang.IllegalStateException: cannot downgrade a node from version [7.17.0] to version [7.10.1]",
            "Elasticsearch",
            PRINTED,
        ),
        Example("# Can't handle RDB format version 11", "Redis", PRINTED),
        Example("`stream_queue`: required feature flag not enabled! It must be enabled before it", "RabbitMQ", PRINTED),
        Example("the version is lower: cluster cannot be downgraded", "etcd", PRINTED),
    ),
    near_misses=(
        NearMiss("INFO upgraded data from version 12 to 13", None, PRINTED),
        NearMiss("2026-11-22 07:00:01 UTC [1] LOG:  starting PostgreSQL 16.2", None, PRINTED),
    ),
    next=(READ_LOG, SEE_CLAIMS),
    remedies=(
        Advice(N_("Go back to the version that wrote the data, by its exact tag."), EDIT.command, Changes.WORKLOAD),
        Advice(N_("Then upgrade as the program's manual says: version by version, or with a dump and a restore.")),
    ),
    references=(STATEFUL_SETS, VOLUMES),
)

CORRUPT = Cause(
    id="crash.data-corrupt",
    title=N_("The stored data are damaged"),
    explanation=N_(
        "The program reads what it stored and finds that it cannot be what it wrote: a file is cut off, a checksum is "
        "wrong, a record is missing. It follows a node that lost power, a volume that was full, a container that was "
        "killed while it wrote, or storage that does not keep its promises (some network file systems). The program "
        "stops instead of making it worse; restarting cannot help."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        Pattern(
            r"could not locate a valid checkpoint record|invalid (?:primary )?checkpoint record"
            r"|could not read block \d{1,12} in file|invalid page in block",
            where=LOG,
            rank=32,
        ),
        Pattern(
            r"Bad file format reading the append only file|Wrong signature trying to load DB"
            r"|Internal error in RDB reading|Short read or OOM loading DB|(?:Unexpected end of file|Unrecoverable "
            r"error) reading the append only file|is not valid\. Please fix it, then restart",
            where=LOG,
            rank=32,
        ),
        Pattern(
            r"WiredTiger\.turtle: |WT_PANIC|WT_TRY_SALVAGE|Database page corruption on disk"
            r"|InnoDB: (?:Corruption|Corrupted|Missing MLOG_CHECKPOINT)|database disk image is malformed"
            r"|file is not a database",
            where=LOG,
            rank=34,
        ),
        Pattern(
            r"opening storage failed: [^\n]{0,200}(?:invalid magic|corrupt|unexpected EOF|checksum mismatch"
            r"|out of sequence|unexpected non-zero byte|invalid checksum)",
            where=LOG,
            rank=32,
        ),
        Pattern(
            r"CorruptIndexException|TranslogCorruptedException|CorruptStateException|CorruptRecordException"
            r"|CorruptedIndexException|codec footer mismatch",
            where=LOG,
            rank=36,
        ),
        Pattern(
            r"Unable to load database on disk|java\.io\.IOException: (?:Unreasonable length = |CRC check failed)",
            where=LOG,
            rank=34,
            unless=r"permission denied|no space left",
        ),
        Pattern(
            r"tocommit\(\d{1,20}\) is out of range|(?:walpb|wal|snap): crc mismatch|failed to recover v3 backend"
            r"|freepages: failed to get all reachable pages|invalid freelist page",
            where=LOG,
            rank=32,
        ),
        Pattern(
            r"Cannot create table from metadata file|Suspiciously many [^\n]{0,80}broken parts"
            r"|(?:IO error|Corruption): [^\n]{0,80}(?:bad block|checksum mismatch|block checksum|truncated record)",
            where=LOG,
            rank=34,
        ),
    ),
    examples=(
        Example("PANIC:  could not locate a valid checkpoint record", "PostgreSQL", PRINTED),
        Example(
            "# Bad file format reading the append only file: make a backup of your AOF file first", "Redis", PRINTED
        ),
        Example("# Wrong signature trying to load DB from file", "Redis", PRINTED),
        Example("[ERROR] InnoDB: Database page corruption on disk or a failed read", "MySQL", PRINTED),
        Example("sqlite3.DatabaseError: database disk image is malformed", "SQLite", PRINTED),
        Example(
            'level=error err="opening storage failed: /prometheus/chunks_head/000520: invalid magic number 0"',
            "Prometheus",
            PRINTED,
        ),
        Example(
            "org.apache.lucene.index.CorruptIndexException: codec footer mismatch (file truncated?)",
            "Elasticsearch",
            PRINTED,
        ),
        Example("panic: tocommit(138789) is out of range [lastIndex(0)]", "etcd", PRINTED),
        Example("ERROR Unable to load database on disk", "ZooKeeper", PRINTED),
        Example("<Error> Application: DB::Exception: Cannot create table from metadata file", "ClickHouse", PRINTED),
    ),
    near_misses=(
        NearMiss("WARN found a corrupted index file, rebuilding it", None, PRINTED),
        NearMiss(
            'level=error err="opening storage failed: open /data/wal: no space left on device"',
            "crash.disk-full",
            PRINTED,
        ),
    ),
    next=(READ_LOG, SEE_CLAIMS),
    remedies=(
        COPY_FIRST,
        Advice(
            N_(
                "Restore the last backup, or let a replica fill an empty volume. The program's own repair tool comes "
                "last: it makes the files readable again by leaving out what it cannot read."
            )
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/storage/volume-snapshots/", STATEFUL_SETS),
)

CAUSES = (INCOMPATIBLE, CORRUPT)
