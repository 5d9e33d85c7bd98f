"""Credentials in all the forms that logs, events and manifests show them in."""

import pytest

from kanivete.redact import redact

# The secret of each text contains "hunter", and nothing else does.
ASSIGNED = [
    "password=hunter2",
    "password = hunter2",
    "PGPASSWORD=hunter2 psql -h db",
    "DB_PASS=hunter2",
    "senha: hunter2",
    "<password>hunter2</password>",
    "<db.password> hunter two </db.password>",
    "user=app pass=hunter2",
    "passwd: hunter2",
    "password => hunter2",
    'ruby {:password=>"hunter2"}',
    "(password=hunter2)",
    "password=hunter2,host=db",
    "secret=hunter2",
    "API_KEY=hunter2",
    "aws_secret_access_key = hunter2",
    "spring.datasource.password=hunter2",
    "  password: hunter2",
    "- password: 'hunter two'",
    'clientSecret: "hunter, two"',
    '{"password": "hunter \\"two\\""}',
    '{"password":"hunter2","user":"app"}',
    'msg="{\\"token\\":\\"hunter2x\\"}"',
    '{"identitytoken": "hunter2"}',
    '{"auths":{"r.io":{"auth":"aHhunterdXA="}}}',
    "- name: DB_PASSWORD\n  value: hunter2",
    '{"name":"API_TOKEN","value":"hunter2"}',
    "login with password: hunter2 for app",
    "invalid token: abchunter123",
    "requirepass hunter2",
    "ALTER USER app IDENTIFIED BY 'hunter2'",
    "\x1b[36mpassword=\x1b[0mhunter2",
    'password="hunter two',
]
FLAGS = ["app --password hunter2 --user x", "app --db-password=hunter2", "['--token', 'hunter2']", "-secret hunter2 -v"]
COMMANDS = [
    "curl -sf -u app:hunter2 http://localhost/health",
    "curl --user app:hunter2 http://x/",
    'exec: ["curl", "-u", "app:hunter2", "http://x"]',
    "mysqladmin ping -h localhost -uroot -phunter2",
    'command ["mysql","-u","root","-phunter2","-e","SELECT 1"] timed out',
    "sshpass -p hunter2 ssh app@host",
]
HEADERS = [
    "Authorization: Bearer hunter.two.three",
    "> authorization: Basic aHVudGhunter=",
    '{"Authorization":["Bearer hunter2"]}',
    'Proxy-Authorization: Digest username="app", response="hunter2"',
    "Authorization: AWS4-HMAC-SHA256 Credential=hunter/2026, Signature=hunter",
    "X-Api-Key: hunter",
    "PRIVATE-TOKEN: hunter22",
    "Cookie: sid=hunter2; theme=hunter",
    "Set-Cookie: sid=hunter2; Path=/; HttpOnly",
    "sent Bearer hunter2hunter to api",
]
URLS = [
    "postgres://app:hunter2@db:5432/orders",
    "redis://:hunter2@cache:6379/0",
    "amqp://app:hunter@2@mq/",
    "https://hunter2hunter2@github.com/acme/app.git",
    "app:hunter2@tcp(db:3306)/orders",
    "jdbc:oracle:thin:app/hunter2@db:1521:X",
    "https://a/b?token=hunter2&x=1",
    "https://a/b?x=1&access_token=hunter2",
    "https://s3/b?X-Amz-Signature=hunter2&X-Amz-Date=1",
    "https://b.blob/x?sv=2022&sig=hunter2%3D",
    "AccountName=x;AccountKey=hunter2==;EndpointSuffix=core.windows.net",
    "Server=db;Database=x;User Id=app;Password=hunter2;",
    "https://hooks.slack.com/services/T0/B0/hunter2",
]
KEYS = [
    "-----BEGIN PRIVATE KEY-----\nMIIEhunterhunterhunterhunterhunter\nhunter=\n-----END PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\\nMIIEhunterhunterhunterhunter\\nhunter\\n-----END RSA PRIVATE KEY-----\\n",
    "-----BEGIN EC PRIVATE KEY-----\nMIIEhunterhunterhunterhunterhunter\nhunterhunterhunterhunter",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES,AB\n\nhunterhunterhunterhunter",
    "tls.key: |\n    -----BEGIN PRIVATE KEY-----\n    MIIEhunterhunterhunterhunter\n    -----END PRIVATE KEY-----",
]


@pytest.mark.parametrize("text", [*ASSIGNED, *FLAGS, *COMMANDS, *HEADERS, *URLS, *KEYS])
def test_hides_the_secret(text: str) -> None:
    found = redact(text)
    assert "hunter" not in found
    assert "[redacted]" in found
    assert redact(found) == found


TOKENS = [
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghp" + "_abcdefghijklmnopqrstuvwxyz0123456789",
    "github_pat" + "_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz",
    "glpat" + "-abcdefghij0123456789",
    "xoxb" + "-123456789012-abcdefghijkl",
    "AIza" + "SyA-abcdefghijklmnopqrstuvwxyz01234",
    "sk_live" + "_abcdefghijklmnop0123",
    "npm" + "_abcdefghijklmnopqrstuvwxyz0123456789",
    "dckr_pat" + "_abcdefghijklmnopqrstuvwxyz0",
    "hvs" + ".CAESIabcdefghijklmnopqrstuvwxyz",
]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize(
    "around", ["{}", "login with {} failed", '"{}"', "({}),", "x={}", "\n{}\n", "https://{}@host/x"]
)
def test_hides_tokens_known_by_their_form(token: str, around: str) -> None:
    assert token not in redact(around.format(token))


def test_says_where_something_was_hidden_and_keeps_what_stands_around() -> None:
    assert redact("dial postgres://app:hunter2@db:5432/orders: refused") == (
        "dial postgres://app:[redacted]@db:5432/orders: refused"
    )
    assert (
        redact("Authorization: Bearer hunter2 rejected with 401")
        == "Authorization: Bearer [redacted] rejected with 401"
    )
    assert redact("password=hunter2,host=db port=5432") == "password=[redacted],host=db port=5432"


def test_a_key_that_was_cut_off_does_not_swallow_the_next_message() -> None:
    text = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n2026-11-22 ERROR: cannot load the key"
    assert redact(text).endswith("-11-22 ERROR: cannot load the key")
