"""What the program talks to is not there, or refuses it."""

from kanivete.catalogue.crash.common import EDIT, HOST, PORT, READ_LOG, SERVICE_DEBUGGING
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG
DOWN = (
    r"(?:connection refused|i/o timeout|no route to host|network is unreachable|(?:operation|connection) timed out"
    r"|host is down|no such host)"
)
UNRESOLVED = (
    r"(?:no such host|server misbehaving|i/o timeout|Temporary failure in name resolution|name or service not known"
    r"|connection refused|no such domain)"
)
NO_NAME = (
    r"(?:name or service not known|temporary failure in name resolution|nodename nor servname|name does not resolve"
    r"|no address associated with hostname|try again)"
)

UNREACHABLE = Cause(
    id="crash.dependency-unreachable",
    title=N_("Something that the program depends on cannot be reached"),
    explanation=N_(
        "The program could not reach another service when it started and gave up. `No such host` means that "
        "the name has "
        "no address: there is no Service of that name in that namespace, or DNS does not answer. `Connection refused` "
        "means that the address exists and nothing listens on the port: no ready pod behind the Service, or "
        "another port. "
        "A timeout points to a network policy, a firewall or a dead node. Programs should wait and retry; an exit only "
        "adds a crash loop to an outage."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        # Refused, timed out, no route; and the resolver's "unknown name", "try again" and "no address".
        Pattern(r"Error: [^\n]{0,80}\[Errno (?:110|111|113|-2|-3|-5)\]", where=LOG, rank=56),
        Pattern(rf"(?:UnableToConnect|SocketFailure|SocketClosed) on {HOST}:{PORT}", where=LOG, rank=40),
        Pattern(
            r"RedisConnectionException|RabbitMQ\.Client\.Exceptions\.BrokerUnreachableException", where=LOG, rank=58
        ),
        Pattern(
            rf"lookup {HOST}(?: on [0-9.:\[\]a-f]+)?: (?:dial \S+ \S+ )?[^\n]{{0,80}}?{UNRESOLVED}", where=LOG, rank=40
        ),
        Pattern(rf"dial (?:tcp|udp)[46]? {HOST}:{PORT}: (?:connect: )?{DOWN}", where=LOG, rank=40),
        Pattern(
            rf"connect (?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET) {HOST}:{PORT}", where=LOG, rank=40
        ),
        Pattern(rf"getaddrinfo (?:ENOTFOUND|EAI_AGAIN|EAI_FAIL) {HOST}(?::{PORT})?", where=LOG, rank=40),
        Pattern(rf"Connect call failed \('{HOST}', {PORT}", where=LOG, rank=40),
        Pattern(rf"could not translate host name \"{HOST}\" to address", where=LOG, rank=40),
        Pattern(
            rf"connection to server at \"{HOST}\"(?: \([^)\n]*\))?, port {PORT} failed: (?:{DOWN}|timeout "
            rf"expired|server closed the connection)",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"connection refused\s+Is the server running on host \"{HOST}\"[^\n]{{0,80}}\n[^\n]{{0,40}}port {PORT}",
            where=LOG,
            rank=40,
        ),
        Pattern(rf"Error -?\d+ (?:while )?connecting to {HOST}:{PORT}\. ", where=LOG, rank=40),
        Pattern(rf"HTTPS?ConnectionPool\(host='{HOST}', port={PORT}\)", where=LOG, rank=40),
        Pattern(
            rf"Can'?t connect to (?:(?:MySQL|MariaDB) )?server on '{HOST}(?::{PORT})?'|Unknown MySQL server host "
            rf"'(?P<name>[^'\n]+)'",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"ServerSelectionTimeoutError: {HOST}:{PORT}|MongoServerSelectionError|MongoNetworkError"
            rf"|MongooseServerSelectionError",
            where=LOG,
            rank=45,
        ),
        Pattern(rf"Can't reach database server at `?{HOST}`?:`?{PORT}`?", where=LOG, rank=40),
        Pattern(
            r"No resolvable bootstrap urls|ORA-12(?:154|170|514|54[1-5])\b|Cannot connect to the Docker daemon at"
            r"|None of the specified endpoints were reachable|no servers available for connection|\(HY000/200[235]\)",
            where=LOG,
            rank=50,
        ),
        Pattern(rf"could not resolve address '{HOST}(?::{PORT})?'", where=LOG, rank=40),
        Pattern(
            rf"epmd error for host {HOST}: (?:timeout|nxdomain|address|econnrefused|no such host)", where=LOG, rank=40
        ),
        Pattern(rf"- connect\(2\) for \"?{HOST}\"?(?::| port ){PORT}", where=LOG, rank=40),
        # The numbers are the same in every language: timed out, refused, no route.
        Pattern(r"\(os error (?:110|111|113|10060|10061)\)|tcp connect error", where=LOG, rank=57),
        Pattern(r"\bconnect (?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b", where=LOG, rank=57),
        Pattern(
            r"ZooKeeperClientTimeoutException|Timed out waiting for connection while in state: CONNECTING",
            where=LOG,
            rank=50,
        ),
        Pattern(
            r"Failed to obtain JDBC connection|Acquisition timeout while waiting for new connection"
            r"|\btimeout_waiting_for_tables\b|(?:Lost connection|Failed to connect) to (?:(?:the )?CSI driver|unix:/)",
            where=LOG,
            rank=57,
            unless=r"password authentication failed|access denied for user",
        ),
        Pattern(rf"Cannot connect to host {HOST}:{PORT}", where=LOG, rank=40),
        Pattern(rf"UnknownHostException: {HOST}", where=LOG, rank=40),
        Pattern(
            rf"Connection to {HOST}:{PORT} refused|Connect to "
            rf"{HOST.replace('host', 'target')}:{PORT.replace('port', 'on')} \[[^\]\n]*\] failed",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"(?:Connection refused|connection timed out|finishConnect\(\.\.\) failed: Connection "
            rf"refused): (?:no further information: )?{HOST}(?:/[0-9.:a-f]+)?:{PORT}",
            where=LOG,
            rank=40,
        ),
        Pattern(rf"Failed to open TCP connection to {HOST}:{PORT}", where=LOG, rank=40),
        Pattern(
            rf"(?:Connection refused|No such host is known\.?|Name or service not known|Connection timed "
            rf"out|Resource temporarily unavailable|No route to host) \({HOST}:{PORT}\)",
            where=LOG,
            rank=40,
        ),
        Pattern(rf"getaddrinfo for {HOST} failed", where=LOG, rank=40),
        Pattern(rf"server can't find {HOST}: (?:NXDOMAIN|SERVFAIL)", where=LOG, rank=42),
        Pattern(rf"nc: connect to {HOST}(?: \([^)\n]{{1,60}}\))? port {PORT} \(tcp\) failed", where=LOG, rank=42),
        Pattern(rf"nslookup: can't resolve '{HOST}'", where=LOG, rank=42),
        Pattern(rf"(?m)^{HOST}:{PORT} - (?:no response|rejecting connections)$", where=LOG, rank=42),
        Pattern(rf"(?:nc|wget|ping|telnet): bad address '{HOST}(?::{PORT})?'", where=LOG, rank=42),
        Pattern(rf"could not resolve (?:host|hostname|proxy):? \"?{HOST}", where=LOG, rank=40),
        Pattern(rf"Failed to connect to {HOST}(?::| port ){PORT}", where=LOG, rank=40),
        Pattern(rf"can't connect to remote host \({HOST}\): {DOWN}", where=LOG, rank=40),
        Pattern(rf"Could not connect to Redis at {HOST}:{PORT}", where=LOG, rank=40),
        Pattern(rf"\[emerg\][^\n]{{0,60}}host not found in upstream \"{HOST}(?::{PORT})?\"", where=LOG, rank=30),
        Pattern(
            rf"(?:timeout|timed out) (?:occurred )?(?:after )?waiting (?:\d+ seconds )?for "
            rf"{HOST}:{PORT}|{HOST.replace('host', 'server')}:{PORT.replace('port', 'on')} - no response",
            where=LOG,
            rank=45,
        ),
        Pattern(
            r"ConnectionRefusedError|ConnectException: Connection "
            r"refused|Errno::ECONNREFUSED|NoRouteToHostException|kind: ConnectionRefused|SQLSTATE\[HY000\] "
            r"\[200[25]\]|ConnectException: Connection timed out|ConnectTimeoutException",
            where=LOG,
            rank=55,
        ),
        Pattern(
            r"Communications link failure|NoBrokersAvailable|Connection to node -?\d+ (?:\([^)\n]*\) "
            r")?could not be established|SocketTimeoutException: connect timed out|unable to obtain "
            r"(?:isolated )?JDBC connection|CannotGetJdbcConnectionException|PG::ConnectionBad"
            r"|nodejs\.ECONNREFUSED|ClusterManager: (?:All|all) servers",
            where=LOG,
            rank=58,
            unless=r"password authentication failed|access denied for user|does not exist",
        ),
        Pattern(
            rf"(?:gaierror|getaddrinfo|SocketError|EAI_\w+|psql: error|lookup address information|failed to "
            rf"resolve|resolution)[^\n]{{0,120}}{NO_NAME}",
            where=LOG,
            rank=55,
        ),
        Pattern(
            r"(?:could not connect to server|connect(?:ion)? (?:to \S+ )?failed|failed to connect|unable to "
            r"connect|cannot connect|could not connect)[^\n]{0,160}(?:connection refused|timed "
            r"out|timeout|no route to host|unreachable|name or service not known|no such host)",
            where=LOG,
            rank=58,
            unless=r"retrying|will retry",
        ),
        Pattern(
            rf"(?:failed to|unable to|could not|cannot|can't) (?:connect to|reach) [^\n]{{0,60}}?\b{HOST}:{PORT}\b"
            r"|\bPoolTimedOut\b",
            where=LOG,
            rank=58,
            unless=r"retrying|will retry",
        ),
        Pattern(
            r"the database system is (?:starting up|not (?:yet )?accepting connections|in recovery mode)"
            r"|A network-related or instance-specific error occurred|server was not found or was not accessible"
            r"|AllNodesFailedException|NoNodeAvailableException|NoHostAvailable\b|ServiceUnavailable(?:Exception)?: "
            r"(?:connection|unable|couldn't)|Vault is sealed|UnresolvedAddressException"
            r"|query\w{1,6} E(?:NOTFOUND|TIMEOUT|SERVFAIL|REFUSED)|the connection attempt failed"
            r"|TNS:no listener",
            where=LOG,
            rank=50,
        ),
        Pattern(
            r"MaxRetriesPerRequestError|KafkaJS(?:Connection|NumberOfRetriesExceeded)\w*|AMQPConnectionError"
            r"|DBConnection\.ConnectionError",
            where=LOG,
            rank=59,
            unless=r"ACCESS_REFUSED|authentication failed",
        ),
        Pattern(rf"tcp connect \({HOST}:{PORT}\): ", where=LOG, rank=40),
        Pattern(rf"Temporary failure resolving '{HOST}'", where=LOG, rank=42),
        Pattern(r"DnsNameResolverTimeoutException|StatusCode\.UNAVAILABLE|14 UNAVAILABLE: ", where=LOG, rank=58),
        Pattern(rf"ssh: connect to host {HOST} port {PORT}: ", where=LOG, rank=40),
        Pattern(
            rf"Timed out waiting for: \w+://{HOST}(?::{PORT})?|waiting on dependencies to become", where=LOG, rank=45
        ),
        Pattern(rf"getaddrinfo for (?:host )?\"?{HOST}\"?(?: port {PORT})?(?: failed)?: ", where=LOG, rank=40),
        # What clients of every kind say, none of which are known by name.
        Pattern(
            r"(?:time-?out|timed? ?out|gave up) waiting for (?:an? |the )?(?:node|cluster|connection|broker|leader"
            r"|server|database|metadata)|no (?:available|reachable|healthy|live) (?:endpoints?|nodes?|servers?|brokers?"
            r"|hosts?)|(?:can't|cannot|could not|couldn't|unable to|failed to) (?:contact|reach) (?:the )?(?:\w+ )?"
            r"(?:server|host|broker|cluster|database)",
            where=LOG,
            rank=67,
            unless=r"\bretry|authentication|\bdenied\b|x509|\bwarn(?:ing)?\b",
        ),
        # Go's words for a server that took the connection, or not even that, and never answered.
        Pattern(
            r"Client\.Timeout exceeded while awaiting headers|net/http: TLS handshake timeout",
            where=LOG,
            rank=58,
            unless=r"\bretry|will retry",
        ),
        Pattern(
            r": context deadline exceeded\s*$",
            where=LOG,
            rank=69,
            unless=r"\bretry|shut(?:ting)?[ -]?down|graceful|\bstop",
        ),
        Pattern(r"\bECONNREFUSED\b", where=LOG, rank=60),
        # The program's last word on its own: a server that only listens is not refused anything.
        Pattern(r"\bconnection refused\b", where=LOG, rank=68, unless=r"\bretry|\bclient: |HTTP/[12]\."),
    ),
    examples=(
        Example("F1122 07:00:00.1 1 connection.go:87] Lost connection to CSI driver, exiting", "CSI sidecars", PRINTED),
        Example("ERROR: Failed to obtain JDBC connection", "Keycloak", PRINTED),
        Example("Error during startup: {error,{timeout_waiting_for_tables,[a],[b]}}", "RabbitMQ", PRINTED),
        Example(
            "panic: dial tcp: lookup redis.crashes.svc.cluster.local on 10.96.0.10:53: no such host", "Go", PRINTED
        ),
        Example("dial tcp 10.96.14.2:5432: connect: connection refused", "Go", PRINTED),
        Example("Error: connect ECONNREFUSED 10.96.14.2:5432", "Node.js", PRINTED),
        Example("Error: getaddrinfo ENOTFOUND redis", "Node.js", PRINTED),
        Example(
            'psycopg2.OperationalError: could not translate host name "db" to address: Name or service not known',
            "Python, psycopg2",
            PRINTED,
        ),
        Example(
            'psycopg.OperationalError: connection failed: connection to server at "10.96.3.4", port 5432 '
            "failed: Connection refused",
            "Python, psycopg 3",
            PRINTED,
        ),
        Example(
            "redis.exceptions.ConnectionError: Error -2 connecting to redis:6379. Name or service not known.",
            "Python, redis",
            PRINTED,
        ),
        Example("Caused by: java.net.UnknownHostException: orders-db", "Java", PRINTED),
        Example("java.net.ConnectException: Connection refused", "Java", PRINTED),
        Example(
            "org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and "
            "port are correct",
            "Java, PostgreSQL driver",
            PRINTED,
        ),
        Example("System.Net.Sockets.SocketException (111): Connection refused (rabbit:5672)", ".NET", PRINTED),
        Example(
            "thread 'main' panicked at src/main.rs:4:5: called `Result::unwrap()` on an `Err` value: Os { "
            'code: 111, kind: ConnectionRefused, message: "Connection refused" }',
            "Rust",
            PRINTED,
        ),
        Example(
            'Failed to open TCP connection to search:9200 (Connection refused - connect(2) for "search" '
            "port 9200) (Errno::ECONNREFUSED)",
            "Ruby",
            PRINTED,
        ),
        Example("curl: (6) Could not resolve host: config-server", "curl", PRINTED),
        Example("** server can't find db.shop.svc.cluster.local: NXDOMAIN", "nslookup, bind and busybox", PRINTED),
        Example("nslookup: can't resolve 'mydb.shop.svc.cluster.local'", "nslookup, busybox before 1.29", PRINTED),
        Example("nc: connect to db (10.96.3.4) port 5432 (tcp) failed: Connection refused", "netcat of BSD", PRINTED),
        Example("db:5432 - no response", "pg_isready", PRINTED),
        Example(
            "** (DBConnection.ConnectionError) tcp connect (db:5432): connection refused - :econnrefused",
            "Elixir",
            PRINTED,
        ),
        Example("pika.exceptions.AMQPConnectionError", "Python, pika", PRINTED),
        Example("TimeoutException: Timed out waiting for a node assignment. Call: listTopics", "Kafka", PRINTED),
        Example("panic: etcdclient: no available endpoints", "Go, etcd", PRINTED),
        Example(
            "asyncpg.exceptions.CannotConnectNowError: the database system is starting up", "Python, asyncpg", PRINTED
        ),
        Example(
            "Error creating leases: error creating storage factory: context deadline exceeded",
            "kube-apiserver",
            PRINTED,
        ),
        Example('nc: getaddrinfo for host "db" port 5432: Name does not resolve', "netcat, musl", PRINTED),
        Example("nc: bad address 'redis.crashes.svc.cluster.local'", "busybox", PRINTED),
        Example(
            'nginx: [emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:3', "nginx", PRINTED
        ),
        Example(
            "PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/db.php:3",
            "PHP",
            PRINTED,
        ),
    ),
    near_misses=(
        NearMiss("WARN timed out waiting for the leader, will retry", None, PRINTED),
        NearMiss("server shutdown: context deadline exceeded", None, PRINTED),
        NearMiss(
            "2026/11/22 07:44:03 [error] 8#8: *1 connect() failed (111: Connection refused) while "
            "connecting to upstream, client: 10.244.2.1",
            None,
            PRINTED,
        ),
        NearMiss('FATAL: password authentication failed for user "orders"', "crash.dependency-denied", PRINTED),
        NearMiss("INFO connected to redis:6379", None, PRINTED),
    ),
    next=(
        Advice(
            N_("See the Services of the namespace and what stands behind them."),
            "kubectl get services,endpointslices -n {namespace}",
        ),
        Advice(
            N_("Try the name from inside the cluster."),
            "kubectl run -n {namespace} -it --rm --restart=Never --image=busybox nslookup-test -- nslookup {host}",
            Changes.CLUSTER,
        ),
        READ_LOG,
    ),
    remedies=(
        Advice(
            N_("Bring the dependency up, or correct its name, namespace or port in the program's configuration."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
        Advice(N_("Let the program wait for its dependencies with back-off instead of ending.")),
    ),
    references=(SERVICE_DEBUGGING, "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"),
)

CAUSES = (UNREACHABLE,)
