"""A member of a cluster that the cluster does not take."""

from kanivete.catalogue.crash.common import COPY_FIRST, READ_LOG, SEE_CLAIMS, STATEFUL_SETS
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Owner

PRINTED = Where.CONTAINER_LOG

CLUSTER_MISMATCH = Cause(
    id="crash.cluster-mismatch",
    title=N_("The member's data belong to another cluster"),
    explanation=N_(
        "The members of a cluster keep in their volumes which cluster and which member they are. This one's data "
        "say another than it is told to be, or the cluster does not know it any more: its volume or the others' were "
        "made anew, it was removed, or the settings say that a new cluster begins where one already is."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"InconsistentClusterIdException|doesn't match stored clusterId|InconsistentBroker(?:Id|Metadata)Exception"
            r"|Invalid cluster\.id in: ",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"member (?P<member>[0-9a-f]{8,16}) has already been bootstrapped|the member has been permanently removed"
            r"|member count is unequal|error validating peerURLs",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"with a different cluster uuid than local cluster uuid|inconsistent_cluster|thinks it's clustered with"
            r"|It may not be safe to bootstrap the cluster from this node|My id \d{1,6} not in the peer list",
            where=LOG,
            rank=30,
        ),
    ),
    examples=(
        Example(
            "kafka.common.InconsistentClusterIdException: The Cluster ID Xvv doesn't match stored clusterId Some(0Hn) "
            "in meta.properties.",
            "Kafka",
            PRINTED,
        ),
        Example("etcd: member 9b3523b532ddb797 has already been bootstrapped", "etcd", PRINTED),
        Example(
            'Error during startup: {error,{inconsistent_cluster,"rabbit@b thinks it\'s clustered with rabbit@a"}}',
            "RabbitMQ",
            PRINTED,
        ),
        Example(
            "[ERROR] WSREP: It may not be safe to bootstrap the cluster from this node.", "MariaDB, Galera", PRINTED
        ),
    ),
    near_misses=(
        NearMiss("INFO Cluster ID = XvvBW_j6TTCf5T8eS8HDfA (kafka.server.KafkaServer)", None, PRINTED),
        NearMiss("2026-11-22 07:00:01 W | rafthttp: request cluster ID mismatch (got 1 want 2)", None, PRINTED),
    ),
    next=(READ_LOG, SEE_CLAIMS),
    remedies=(
        COPY_FIRST,
        Advice(
            N_(
                "If the others are well, remove this member from the cluster, give it an empty volume and let it join "
                "as a new one (etcd: `--initial-cluster-state existing`)."
            )
        ),
        Advice(N_("If it alone has the data, tell it which cluster it belongs to, and empty the others.")),
    ),
    references=(STATEFUL_SETS,),
    no_scenario=N_("needs a cluster of servers that lost a volume"),
)

CAUSES = (CLUSTER_MISMATCH,)
