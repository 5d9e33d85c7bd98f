"""The certificate, key or keystore that the program was given is no such thing."""

from kanivete.catalogue.crash.common import EDIT, READ_SPEC
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

CERTIFICATE_INVALID = Cause(
    id="crash.certificate-invalid",
    title=N_("The program cannot use the certificate or key that it was given"),
    explanation=N_(
        "The file is there, and what is in it cannot be used: it is not PEM (empty, encoded twice, DER), certificate "
        "and key do not belong together or were swapped, the key is encrypted and the password is wrong, or the "
        "keystore's password is. It is not about trust: nobody was connected to yet. A Secret that was made with "
        "text encoded in base64 once too often is the usual reason."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"tls: (?:private key (?:type )?does not match public key|failed to (?:find|parse) [^\n]{0,60}(?:PEM|key)"
            r"|found a certificate rather than a key|found a (?:non-)?certificate)",
            where=LOG,
            rank=33,
        ),
        Pattern(
            r"cannot load certificate(?: key)? \"(?P<file>[^\"\n]{1,300})\": PEM_read_bio|PEM routines:[^\n]{0,40}:"
            r"(?:no start line|bad base64|bad end line|bad decrypt)|ERR_OSSL_\w{0,10}PEM\w{0,30}|\[SSL\] PEM lib",
            where=LOG,
            rank=33,
        ),
        Pattern(r"key values mismatch|\[SSL: KEY_VALUES_MISMATCH\]|KEY_TYPE_MISMATCH", where=LOG, rank=33),
        Pattern(
            r"keystore (?:was tampered with|password was incorrect)|Invalid keystore format"
            r"|No aliases for private keys found in key store|toDerInputStream rejects tag type",
            where=LOG,
            rank=33,
        ),
        Pattern(
            r"ERR_OSSL_\w{0,10}(?:BAD_DECRYPT|UNSUPPORTED)|digital envelope routines:[^\n]{0,60}bad decrypt"
            r"|PKCS12 routines:[^\n]{0,60}mac verify failure|mac verify failure",
            where=LOG,
            rank=33,
        ),
        Pattern(
            r"The certificate data cannot be read with the provided password|CryptographicException: "
            r"[^\n]{0,60}(?:password may be incorrect|ASN1 corrupted data|Cannot find the requested object)",
            where=LOG,
            rank=33,
        ),
        Pattern(
            r"x509: (?:malformed|failed to parse)|asn1: structure error|unable to load SSL (?:certificate|private key)",
            where=LOG,
            rank=33,
            unless=r"no such file",
        ),
    ),
    examples=(
        Example("load key pair: tls: private key does not match public key", "Go", PRINTED),
        Example("fatal: tls: failed to find any PEM data in certificate input", "Go", PRINTED),
        Example(
            'nginx: [emerg] cannot load certificate "/tls/tls.crt": PEM_read_bio_X509_AUX() failed', "nginx", PRINTED
        ),
        Example(
            'nginx: [emerg] SSL_CTX_use_PrivateKey("/tls/tls.key") failed (SSL: error:05800074:x509 certificate '
            "routines::key values mismatch)",
            "nginx",
            PRINTED,
        ),
        Example("java.io.IOException: keystore password was incorrect", "Java", PRINTED),
        Example("ssl.SSLError: [SSL] PEM lib (_ssl.c:4012)", "Python", PRINTED),
        Example(
            "Error: error:1C800064:Provider routines::bad decrypt\n  code: 'ERR_OSSL_BAD_DECRYPT'", "Node.js", PRINTED
        ),
        Example(
            "Unhandled exception. System.Security.Cryptography.CryptographicException: The certificate data cannot be "
            "read with the provided password, the password may be incorrect.",
            ".NET",
            PRINTED,
        ),
    ),
    near_misses=(
        NearMiss(
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            "crash.dependency-denied",
            PRINTED,
        ),
        NearMiss(
            'nginx: [emerg] cannot load certificate "/tls/tls.crt": BIO_new_file() failed (SSL: No such file or '
            "directory)",
            "crash.missing-file",
            PRINTED,
        ),
        NearMiss(
            "http: TLS handshake error from 10.0.0.9:4711: tls: first record does not look like one", None, PRINTED
        ),
    ),
    next=(
        READ_SPEC,
        Advice(
            N_("See which certificates the Secrets of the namespace hold."),
            "kubectl get secret -n {namespace} --field-selector type=kubernetes.io/tls",
        ),
    ),
    remedies=(
        Advice(
            N_(
                "Make the Secret anew from the files (kubectl checks that certificate and key belong together), and "
                "restart the workload."
            ),
            "kubectl create secret tls <name> -n {namespace} --cert=tls.crt --key=tls.key --dry-run=client -o yaml",
        ),
        Advice(
            N_("Correct the password of the key or keystore where the program reads it."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets",),
)

CAUSES = (CERTIFICATE_INVALID,)
