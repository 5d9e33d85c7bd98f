"""A TLS handshake, as openssl s_client and curl (with OpenSSL) tell of it."""

from collections.abc import Sequence

from kanivete.probe.facts import OwnFacts, TlsFacts
from kanivete.probe.remote.programs.ended import Ended
from kanivete.probe.remote.programs.words import failure_of, last
from kanivete.regex import compiled

_VERIFY_CODE = r"(?:[Vv]erify return code: |verify error:num=|verify result: .{0,200} \()(\d{1,3})"
_REASON = r"error:[0-9A-Fa-f]{1,16}:[^:]{0,80}:[^:]{0,80}:([^:]{1,100})"
_CIPHER = r"New, ([^,]{1,40}), Cipher is (\S{1,80})"
_CURL_CIPHER = r"SSL connection using (\S{1,40}) / (\S{1,80})"
_CURL_OWN = {"subject": "subject: ", "issuer": "issuer: ", "not_before": "start date: ", "not_after": "expire date: "}
_CURL_VERIFY = (
    ("certificate has expired", 10),
    ("certificate is not yet valid", 9),
    ("self-signed certificate in certificate chain", 19),
    ("self signed certificate in certificate chain", 19),
    ("self-signed certificate", 18),
    ("self signed certificate", 18),
    ("unable to get local issuer certificate", 20),
    ("unable to get issuer certificate", 2),
    ("no alternative certificate subject name matches", 62),
    ("does not match target host name", 62),
)
_NOT_VERIFIED = (51, 60)
_NO_AUTHORITIES = 77
"""curl's exit codes where it does not trust the certificate, and where there is no file of those to trust."""
_NO_ISSUER = 20
_REASONS = (
    ("wrong version number", "WRONG_VERSION_NUMBER"),
    ("packet length too long", "PACKET_LENGTH_TOO_LONG"),
    ("unsupported protocol", "UNSUPPORTED_PROTOCOL"),
    ("alert protocol version", "TLSV1_ALERT_PROTOCOL_VERSION"),
    ("certificate required", "TLSV13_ALERT_CERTIFICATE_REQUIRED"),
    ("unexpected eof", "UNEXPECTED_EOF_WHILE_READING"),
    ("ssl_error_syscall", "UNEXPECTED_EOF_WHILE_READING"),
    ("handshake failure", "SSLV3_ALERT_HANDSHAKE_FAILURE"),
    ("unrecognized name", "TLSV1_UNRECOGNIZED_NAME"),
)


def facts(runs: Sequence[Ended], missing: str) -> TlsFacts | None:
    """What came of the handshake; None where it was not come to."""
    if missing:
        return TlsFacts(missing=missing)
    tried = [run for run in runs if run.step in ("tls", "look")]
    if not tried:
        return None
    first = tried[0]
    return _openssl(first) if first.program == "openssl" else _curl(first, tried[-1])


def _openssl(run: Ended) -> TlsFacts:
    text = "\n".join(run.lines)
    codes = [int(found.group(1) or 0) for found in compiled(_VERIFY_CODE).finditer(text)]
    cipher = compiled(_CIPHER).search(text)
    pem = text if "-----BEGIN CERTIFICATE-----" in text else ""
    if pem and not (cipher and cipher.group(1) == "(NONE)"):
        version = (cipher.group(1) or "") if cipher else ""
        return TlsFacts(seconds=run.seconds, pem=pem, verify=next(filter(None, codes), 0), version=version)
    return _failed(run)


def _curl(trusting: Ended, looking: Ended) -> TlsFacts:
    text = "\n".join(looking.lines)
    cipher = compiled(_CURL_CIPHER).search(text)
    if cipher is None:
        return _failed(looking)
    verify = _NO_ISSUER if trusting.status == _NO_AUTHORITIES else 0
    if trusting.status in _NOT_VERIFIED:
        low = "\n".join(trusting.lines).lower()
        verify = next((code for words, code in _CURL_VERIFY if words in low), 1)
    return TlsFacts(
        seconds=trusting.seconds,
        version=cipher.group(1) or "",
        cipher=cipher.group(2) or "",
        pem=text if "-----BEGIN CERTIFICATE-----" in text else "",
        own=_own(looking.lines),
        verify=verify,
        authorities=trusting.status != _NO_AUTHORITIES,
        said=last(trusting.lines) if verify else "",
    )


def _own(lines: Sequence[str]) -> OwnFacts | None:
    """The certificate as `curl -v` prints it: `*  expire date: Nov 19 13:38:14 2036 GMT`."""
    found: dict[str, str] = {}
    for line in lines:
        text = line.removeprefix("*").strip()
        for name, label in _CURL_OWN.items():
            if line.startswith("*") and text.startswith(label):
                found.setdefault(name, text.removeprefix(label))
    return OwnFacts(**found) if len(found) == len(_CURL_OWN) else None


def _failed(run: Ended) -> TlsFacts:
    text = "\n".join(run.lines)
    found = compiled(_REASON).search(text)
    reason = next((reason for words, reason in _REASONS if run.says(words)), "")
    if not reason and found:
        reason = (found.group(1) or "").strip().upper().replace(" ", "_")
    failure = failure_of(run.lines, run.status)
    closed = not reason and failure is None and run.says("no peer certificate available", "empty reply")
    if run.says("errno=104"):
        return TlsFacts(seconds=run.seconds, errno="ECONNRESET", said="Connection reset by peer")
    return TlsFacts(
        seconds=run.seconds,
        reason="UNEXPECTED_EOF_WHILE_READING" if closed else reason,
        timeout=bool(failure and failure.timeout and not reason),
        errno=failure.errno if failure and not reason else "",
        said=last(run.lines),
    )
