"""A dependency that answers, and does not let the program in."""

from kanivete.catalogue.crash.common import READ_LOG
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG
USER = r"(?P<user>[^\"'\n]{1,128})"

DENIED = Cause(
    id="crash.dependency-denied",
    title=N_("Something that the program depends on refuses it"),
    explanation=N_(
        "The other side was reached and said no: a wrong password or user, a database that does not exist there, a "
        "certificate that the program does not trust, or missing rights. The network is fine. A password that works "
        "elsewhere often fails because the Secret has a line end in it, because it was changed on one side only, or "
        "because the database kept the password its volume was first initialised with."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"password authentication failed for user [^\w\s]{1,8} ?(?P<user>[^\"'\n»\\]{1,128})", where=LOG, rank=30
        ),
        Pattern(rf"Access denied for user '{USER}'@", where=LOG, rank=30),
        Pattern(
            r"WRONGPASS|NOAUTH Authentication required|invalid username-password pair|ERR invalid password|ERR AUTH"
            r"|NOPERM this user",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"(?:database|role) \\*\"(?P<database>[^\"\n\\]{1,128})\\*\" does not exist|Unknown database "
            r"'(?P<name>[^'\n]+)'",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"no pg_hba\.conf entry for host|Authentication failed against database server|SASL authentication failed"
            r"|SCRAM authentication|ORA-01017|Login failed for user '(?P<user>[^'\n]+)'|Cannot open database "
            r"\"(?P<database>[^\"\n]+)\"",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"Mongo(?:Server)?Error: (?:bad auth|Authentication failed)|MongoSecurityException|OperationFailure: "
            r"(?:bad auth|Authentication failed)|ACCESS_REFUSED|SaslAuthenticationException"
            r"|TopicAuthorizationException|AuthenticationFailedError|PossibleAuthenticationFailureException",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"x509: certificate|CERTIFICATE_VERIFY_FAILED|certificate verify failed|unable to find valid "
            r"certification path|self[- ]signed certificate|unable to verify the first "
            r"certificate|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED|SSLHandshakeException"
            r"|AuthenticationException: The remote certificate is invalid",
            where=LOG,
            rank=35,
        ),
        # What an HTTP service answers, unless it is this program's own access log.
        Pattern(
            r"\b401 Unauthorized\b|\b403 Forbidden\b|\bError 40[13]: |status(?: ?code)?[ :=]+40[13]\b",
            where=LOG,
            rank=62,
            unless=r"HTTP/[12]\.|\bclient: |\bremote_addr\b|\bretry",
        ),
        Pattern(
            r"An error occurred \((?:AccessDenied|UnauthorizedOperation|ExpiredToken|AuthFailure|Forbidden)\w*\)"
            r" when calling",
            where=LOG,
            rank=40,
        ),
        Pattern(
            r"is forbidden: User \\*\"(?P<user>[^\"\n\\]{1,300})\\*\" cannot (?P<verb>\w+) resource "
            r"\\*\"(?P<resource>[\w.-]+)",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"Code: 40[13]\. Errors:|\bAADSTS\d{4,8}\b|InvalidClientTokenId|UnrecognizedClientException"
            r"|SignatureDoesNotMatch|InvalidAccessKeyId|AccessDeniedException: User: |is not authorized to perform: "
            r"|NoCredentialProviders|Unable to locate credentials|DefaultCredentialsError"
            r"|could not find default credentials|Could not load credentials from any providers"
            r"|CredentialUnavailable(?:Exception|Error)|ManagedIdentityCredential authentication unavailable"
            r"|Permission denied \(publickey|Host key verification failed",
            where=LOG,
            rank=40,
        ),
        Pattern(
            r"SASL [\w-]+(?: \w+)? authentication failed|(?:unable|failed) to authenticate user|security_exception"
            r"|permission denied for (?:table|schema|relation|database|sequence|function|view)\b"
            r"|\b(?:invalid_auth|not_authed|invalid_grant|invalid_client)\b|NoDatabaseError|Authorization Violation"
            r"|PermissionDenied: 403|not allowed to do action"
            r"|SSL is not enabled on the server|could not read (?:Username|Password) for "
            r"|status line \[HTTP/1\.1 40[13]|AuthenticationException\(401|AuthorizationException\(403"
            r"|InvalidPasswordError",
            where=LOG,
            rank=40,
        ),
        Pattern(
            r"(?m): (?:40[13]: )?(?:Unauthorized|Forbidden)\W*$",
            where=LOG,
            rank=66,
            unless=r"HTTP/[12]\.|\bclient: |\bremote_addr\b|\bretry|\bwarn(?:ing)?\b",
        ),
        Pattern(
            r"\bauthentication (?:failed|failure|error)\b|invalid (?:credentials|username or password|api[ _-]?key"
            r"|access token)|incorrect (?:username or )?password|\bUnauthenticated\b",
            where=LOG,
            rank=66,
            unless=r"HTTP/[12]\.|\bclient: |\bremote_addr\b|\bretry| from \S*\d+\.\d+\.\d+|\bwarn(?:ing)?\b",
        ),
    ),
    examples=(
        Example('FATAL:  password authentication failed for user "orders"', "PostgreSQL clients", PRINTED),
        Example(
            "ERROR 1045 (28000): Access denied for user 'orders'@'10.244.1.7' (using password: YES)", "MySQL", PRINTED
        ),
        Example(
            "redis.exceptions.AuthenticationError: WRONGPASS invalid username-password pair or user is disabled.",
            "Python, redis",
            PRINTED,
        ),
        Example('FATAL: database "orders" does not exist', "PostgreSQL", PRINTED),
        Example("CredentialsProviderError: Could not load credentials from any providers", "Node.js, AWS SDK", PRINTED),
        Example("KafkaJSProtocolError: SASL SCRAM SHA512 authentication failed", "Node.js, KafkaJS", PRINTED),
        Example(
            "elasticsearch.AuthenticationException: AuthenticationException(401, 'security_exception')",
            "Python, Elasticsearch",
            PRINTED,
        ),
        Example("failed to get leader: Unauthorized", "Go, a Kubernetes client", PRINTED),
        Example("panic: pq: permission denied for table users", "Go, PostgreSQL", PRINTED),
        Example("git@git.example.com: Permission denied (publickey).", "ssh", PRINTED),
        Example(
            'Get "https://vault:8200/v1/sys/health": tls: failed to verify certificate: x509: certificate '
            "signed by unknown authority",
            "Go",
            PRINTED,
        ),
        Example(
            "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
            "self-signed certificate",
            "Python",
            PRINTED,
        ),
        Example(
            'pods is forbidden: User "system:serviceaccount:shop:default" cannot list resource "pods" in '
            'API group "" in the namespace "shop"',
            "Go, client-go",
            PRINTED,
        ),
        Example("MongoServerError: Authentication failed.", "Node.js, mongodb", PRINTED),
    ),
    near_misses=(
        NearMiss("dial tcp 10.96.14.2:5432: connect: connection refused", "crash.dependency-unreachable", PRINTED),
        NearMiss("INFO rejected login of user bob: wrong password", None, PRINTED),
    ),
    next=(
        Advice(
            N_("See which variables and Secrets the container gets its credentials from (names only)."),
            "kubectl set env -n {namespace} {workload} -c {container} --list",
        ),
        READ_LOG,
    ),
    remedies=(
        Advice(
            N_("Correct the credential in its Secret, then restart the workload so that it reads it."),
            "kubectl rollout restart -n {namespace} {workload}",
            Changes.WORKLOAD,
        ),
        Advice(
            N_(
                "For a certificate, mount the authority that signed it; for a missing right, bind a role to "
                "the service account."
            )
        ),
    ),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/secret/",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
    ),
)

CAUSES = (DENIED,)
