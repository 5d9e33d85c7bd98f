"""TLS that is not accepted, and what is spoken above it."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.model import Changes, Owner

_SHOW = Advice(
    N_("See the certificate that is shown."), "openssl s_client -connect {host}:{port} -servername {host} </dev/null"
)
_TLS = "https://kubernetes.io/docs/tasks/tls/managing-tls-in-a-cluster/"

CAUSES = (
    Cause(
        id="tls.expired",
        title=N_("The certificate of {host} has expired"),
        explanation=N_(
            "The server is reached and shows a certificate whose time is over. Clients that check it refuse to go on. "
            "Renewing it is often automatic, and has failed; or it was renewed, and the program was not restarted."
        ),
        owner=Owner.CONFIGURATION,
        next=(_SHOW,),
        remedies=(Advice(N_("Renew it, and make the program load it."), "", Changes.WORKLOAD),),
        references=(_TLS,),
    ),
    Cause(
        id="tls.not-yet-valid",
        title=N_("The certificate of {host} is not valid yet"),
        explanation=N_("Its time has not begun. Nearly always a clock is wrong: here, or where it was issued."),
        owner=Owner.NODE,
        next=(Advice(N_("Compare the clocks."), "date -u"), _SHOW),
        references=(_TLS,),
    ),
    Cause(
        id="tls.unknown-authority",
        title=N_("The certificate of {host} is from an authority that is not trusted there"),
        explanation=N_(
            "The server is reached. Its certificate is signed by itself or by an authority (a company's own, the "
            "cluster's) that the client does not have among those it trusts, or the server does not send the "
            "certificates in between."
        ),
        owner=Owner.CONFIGURATION,
        next=(_SHOW,),
        remedies=(
            Advice(
                N_(
                    "Give the client the authority's certificate (a mounted file, SSL_CERT_FILE, --ca-file for this "
                    "check)."
                ),
                "",
                Changes.WORKLOAD,
            ),
        ),
        references=(_TLS,),
    ),
    Cause(
        id="tls.name-mismatch",
        title=N_("The certificate of {host} is for other names"),
        explanation=N_(
            "The server is reached, and its certificate is not for the name that the client uses. Another server "
            "answers there, or the name within the cluster was forgotten when it was issued."
        ),
        owner=Owner.CONFIGURATION,
        next=(_SHOW,),
        remedies=(Advice(N_("Use one of its names ({names}), or issue it for {host} too."), "", Changes.WORKLOAD),),
        references=(_TLS,),
    ),
    Cause(
        id="tls.not-spoken",
        title=N_("{host} port {port} does not speak TLS"),
        explanation=N_(
            "The client begins with TLS, and something else answers: mostly plain HTTP. The scheme is wrong (https for "
            "http), or the port is."
        ),
        owner=Owner.CONFIGURATION,
        next=(Advice(N_("Try it without TLS."), "kanivete check {origin} http://{host}:{port}/ -n {from_namespace}"),),
        references=(_TLS,),
    ),
    Cause(
        id="tls.client-certificate",
        title=N_("{host} wants a client certificate"),
        explanation=N_(
            "The server asks for a certificate of the client (mutual TLS), and the check has none. That it asks shows "
            "that the way to it works."
        ),
        owner=Owner.ACCESS,
        next=(_SHOW,),
        references=(_TLS,),
    ),
    Cause(
        id="tls.handshake",
        title=N_("TLS with {host} fails in the handshake"),
        explanation=N_(
            "Both sides speak TLS and do not agree: on a version, a cipher, the name asked for, or the certificate is "
            "broken. The words quoted are those of the client's library."
        ),
        owner=Owner.CONFIGURATION,
        next=(_SHOW,),
        references=(_TLS,),
    ),
    Cause(
        id="http.server-error",
        title=N_("{host} answers with HTTP {status}"),
        explanation=N_(
            "The way there works to the end, and the program answers that it failed. 502, 503 and 504 mostly come "
            "from a proxy whose own server is down, not ready or slow; 500 from the program itself."
        ),
        owner=Owner.APPLICATION,
        next=(
            Advice(N_("Read what the program says."), "kubectl logs -n {namespace} service/{service} --tail=50"),
            Advice(N_("Look for what is unhealthy."), "kanivete diagnose -n {namespace}"),
        ),
        references=("https://developer.mozilla.org/docs/Web/HTTP/Reference/Status#server_error_responses",),
    ),
    Cause(
        id="http.needs-tls",
        title=N_("{host} port {port} wants TLS, not plain HTTP"),
        explanation=N_("The program speaks HTTPS on this port. The scheme is wrong (http for https), or the port is."),
        owner=Owner.CONFIGURATION,
        next=(Advice(N_("Try it with TLS."), "kanivete check {origin} https://{host}:{port}/ -n {from_namespace}"),),
        references=(_TLS,),
    ),
    Cause(
        id="http.not-spoken",
        title=N_("{host} port {port} does not speak HTTP"),
        explanation=N_(
            "A program answers there, and not with HTTP: the port is that of something else (a database, a gRPC "
            "server), or the port is right and the scheme is not."
        ),
        owner=Owner.CONFIGURATION,
        next=(
            Advice(
                N_("Check the connection alone."), "kanivete check {origin} tcp://{host}:{port} -n {from_namespace}"
            ),
        ),
        references=("https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",),
    ),
)
