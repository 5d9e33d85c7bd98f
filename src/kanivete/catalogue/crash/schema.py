"""The tables of the database are not those that the program was written for."""

from kanivete.catalogue.crash.common import READ_LOG, ROLL_BACK
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG
NAME = r"\\*\"(?P<table>[^\"\n\\]{1,128})\\*\""

SCHEMA_MISMATCH = Cause(
    id="crash.schema-mismatch",
    title=N_("The database's schema does not fit the program"),
    explanation=N_(
        "The database was reached and let the program in, and its tables are not those that this version expects: "
        "a migration was not run, stopped half-way, was changed after it had been applied, or the database is already "
        "at a newer version than the image. It is usual after a rollout without its migration, after going back to an "
        "older image, and where two pods migrate at once."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        # PostgreSQL's own log says so of a client's statement, with its place in it.
        Pattern(
            rf"relation {NAME} does not exist|column \\*\"?[\w.\"\\]{{1,128}} "
            rf"(?:of relation \S{{1,128}} )?(?:does not exist|already exists)",
            where=LOG,
            rank=36,
            unless=r" at character \d",
        ),
        Pattern(
            r"Table '(?P<table>[^'\n]{1,128})' doesn't exist|Unknown column '[^'\n]{1,128}' in"
            r"|Base table or view not found|Duplicate column name '",
            where=LOG,
            rank=36,
            unless=r"'mysql\.",
        ),
        Pattern(r"\bno such (?:table|column): (?P<table>[\w.]{1,128})|duplicate column name: \w", where=LOG, rank=36),
        Pattern(
            r"Invalid object name '(?P<table>[^'\n]{1,128})'|Invalid column name '|\bORA-00942\b|PG::Undefined(?:Table"
            r"|Column)",
            where=LOG,
            rank=36,
        ),
        Pattern(
            r"Dirty database version (?P<version>\d{1,20})|\bError: P30(?:05|06|08|09|12|14|15|17|18|19)\b"
            r"|migrate found failed migrations in the target database",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"FlywayValidateException|FlywayMigrateException|Migrations have failed validation"
            r"|Migration checksum mismatch|Detected (?:failed migration to|applied migration not resolved)",
            where=LOG,
            rank=34,
        ),
        Pattern(
            r"liquibase\.exception\.(?:ValidationFailedException|MigrationFailedException)"
            r"|Schema-validation: (?:missing|wrong)",
            where=LOG,
            rank=34,
        ),
        Pattern(
            r"Can't locate revision identified by '(?P<revision>[^'\n]{1,64})'|No such revision or branch '"
            r"|Multiple head revisions are present|There are still unapplied migrations",
            where=LOG,
            rank=34,
        ),
        Pattern(
            r"InconsistentMigrationHistory|Conflicting migrations detected|NodeNotFoundError: Migration ",
            where=LOG,
            rank=34,
        ),
        Pattern(
            r"PendingMigrationError|(?m:^Migrations are pending\. )|New migrations available; run '", where=LOG, rank=34
        ),
        Pattern(
            r"was previously applied but (?:is missing|has been modified)"
            r"|migrations?[^\n]{0,60}\bVersionM(?:ismatch|issing)\(",
            where=LOG,
            rank=34,
        ),
        Pattern(
            r"unexpected database schema version|database schema version does not (?:align|match)"
            r"|Unsupported database schema version|Downgrading database version from"
            r"|\bdatabase \(migration version: \d+\) is for a newer"
            r"|(?:database|schema) (?:version )?is (?:newer|out of date)\b",
            where=LOG,
            rank=38,
            unless=r"\bwarn(?:ing)?\b",
        ),
    ),
    examples=(
        Example('psycopg2.errors.UndefinedTable: relation "orders" does not exist', "Python, psycopg2", PRINTED),
        Example(
            'django.db.utils.ProgrammingError: column "paid" of relation "orders" already exists', "Django", PRINTED
        ),
        Example("Error: Table 'shop.orders' doesn't exist", "MySQL clients", PRINTED),
        Example("sqlite3.OperationalError: no such table: orders", "SQLite", PRINTED),
        Example("Microsoft.Data.SqlClient.SqlException (0x80131904): Invalid object name 'Orders'.", ".NET", PRINTED),
        Example("error: Dirty database version 7. Fix and force version.", "golang-migrate", PRINTED),
        Example("Error: P3009\n\nmigrate found failed migrations in the target database", "Prisma", PRINTED),
        Example(
            "Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: "
            "Migrations have failed validation",
            "Flyway",
            PRINTED,
        ),
        Example(
            "org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing table [orders]",
            "Hibernate",
            PRINTED,
        ),
        Example("alembic.util.exc.CommandError: Can't locate revision identified by '3f1a'", "Alembic", PRINTED),
        Example("CommandError: Conflicting migrations detected; multiple leaf nodes in the graph", "Django", PRINTED),
        Example("ActiveRecord::PendingMigrationError: 2 to go", "Rails", PRINTED),
        Example("Error: migration 3 was previously applied but has been modified", "sqlx", PRINTED),
        Example("[FATAL] unexpected database schema version, expected 1.5.0, got 0.4.0", "Harbor", PRINTED),
    ),
    near_misses=(
        NearMiss(
            '2026-11-22 07:00:01.000 UTC [91] ERROR:  relation "orders" does not exist at character 15', None, PRINTED
        ),
        NearMiss('FATAL:  database "orders" does not exist', "crash.dependency-denied", PRINTED),
        NearMiss("INFO table orders does not exist yet, creating it", None, PRINTED),
    ),
    next=(
        READ_LOG,
        Advice(N_("Look for the Job that should have migrated the database."), "kubectl get jobs -n {namespace}"),
    ),
    remedies=(
        Advice(
            N_(
                "Run the migrations that belong to this image, once, before its pods start (a Job, or the tool that "
                "deploys it). Where one stopped half-way, mend what it left before it is marked as done."
            )
        ),
        Advice(
            N_("Where the database is newer than the image, use the newer image: few migrations can be undone."),
            "kubectl rollout history -n {namespace} {workload}",
            Changes.NOTHING,
        ),
        ROLL_BACK,
    ),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/job/",),
)

CAUSES = (SCHEMA_MISMATCH,)
