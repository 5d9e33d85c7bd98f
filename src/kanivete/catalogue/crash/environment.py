"""An environment variable that is not there."""

from kanivete.catalogue.crash.common import EDIT, ENVIRONMENT, READ_LOG, READ_SPEC, VARIABLE
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

# A name as environment variables are written; the patterns ignore case, names of variables do not.
NAME = r"(?P<variable>(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*))"
LONG_NAME = r"(?P<variable>(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+))"
MARK = r"[\"'`‘’“”$({\[\]})]{0,3}"
ABSENT = (
    r"(?:not set|unset|not defined|undefined|not provided|not specified|not found|not configured|not present|required"
    r"|missing|empty|null)"
)
OBLIGED = r"(?:must|needs to|has to|should) be (?:set|defined|provided|specified|present|configured)"

MISSING_ENVIRONMENT = Cause(
    id="crash.missing-environment",
    title=N_("An environment variable that the program needs is not set"),
    explanation=N_(
        "The program asked for an environment variable, found none and gave up. The pod's `env` and "
        "`envFrom` are the only "
        "place it can come from, apart from the image's own ENV: a variable that is set in a shell, in a "
        ".env file or in "
        "another namespace's ConfigMap is not seen. A reference marked `optional: true` is silently left out when its "
        "ConfigMap or key is missing. Names are case-sensitive."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"(?:os\.py|<frozen os>)\", line \d+, in __getitem__\n(?:[^\n]*\n){{0,3}}KeyError: '{VARIABLE}'",
            where=LOG,
            rank=30,
        ),
        Pattern(rf"environ\[[\"']{VARIABLE}[\"']\][^\n]*\n(?:[^\n]*\n){{0,6}}KeyError: ", where=LOG, rank=30),
        Pattern(
            rf"env(?:ironment)?[ _-]?var(?:iable)?s?:? {MARK}{NAME}{MARK},?(?: (?:is|are|was|has|cannot|can "
            rf"not|does|but|and|either|a|been|be|value))* {ABSENT}",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"env(?:ironment)?[ _-]?var(?:iable)?s?:? {MARK}{NAME}{MARK},? (?:{OBLIGED}|cannot be "
            rf"(?:empty|blank)|does not exist|doesn't exist|has not been set|should not be empty|is blank)",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"(?:missing|required|undefined|unset|no|provide|expected|set|define)(?: "
            rf"(?:or|the|a|an|required|mandatory|empty|following|expected|necessary|needed|invalid))* "
            rf"env(?:ironment)?(?:[ _-]?var(?:iable)?s?(?:\(s\))?)?(?: "
            rf"(?:is|are|named|called|not|missing|found|set|detected|values?))*[:=]?\s*(?:- )?{MARK}{NAME}",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"\b{LONG_NAME}{MARK}(?: (?:environment variable|env var(?:iable)?|env|variable))?(?: "
            rf"(?:is|was|are|has|been|a|but|it|not been|and|either))* (?:{ABSENT}|not set)\b",
            where=LOG,
            rank=45,
            unless=r"using default|defaulting|falling back|\bwarn(?:ing)?\b",
        ),
        Pattern(
            rf"\b{NAME}{MARK} (?:environment variable|env var(?:iable)?)(?: (?:is|was|has|been|not|a|be))* "
            rf"(?:{ABSENT}|set)\b",
            where=LOG,
            rank=45,
            unless=r"using default|defaulting|\bwarn(?:ing)?\b|variable is set\b",
        ),
        Pattern(
            rf"\b{LONG_NAME}{MARK}(?: (?:environment variable|env var(?:iable)?|variable))? "
            rf"(?:{OBLIGED}|cannot be (?:empty|blank|null|undefined)|can't be (?:empty|blank))",
            where=LOG,
            rank=45,
        ),
        Pattern(
            rf"(?:you (?:must|need to)|please) (?:set|specify|define|provide|export)(?: "
            rf"(?:the|a|an|your))?(?: environment variables?)?:? {MARK}{LONG_NAME}",
            where=LOG,
            rank=45,
        ),
        Pattern(rf"set(?:ting)? the {NAME} environment variable", where=LOG, rank=45),
        Pattern(
            r"(?m)^\S+: (?:line )?\d+: (?P<variable>[A-Za-z_]\w{0,127}): (?:unbound variable|parameter "
            r"(?:null or )?not set)",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"(?m)^\S*sh: (?:\d+: )?(?P<variable>[A-Za-z_]\w{0,127}): (?:unbound variable|parameter (?:null "
            r"or )?not set)",
            where=LOG,
            rank=30,
        ),
        Pattern(r"config property (?P<variable>[\w.\"-]{1,128}) is required but", where=LOG, rank=30),
        Pattern(rf"\b{NAME}{MARK} [^\n]{{0,60}}: NotPresent\b", where=LOG, rank=38),
        Pattern(rf"missing {MARK}{NAME}{MARK} env(?:ironment)?\b", where=LOG, rank=40),
        Pattern(
            rf"Invalid environment variables:? \{{\s*['\"]?{NAME}|Missing [`'\"](?P<setting>secret_key_base)",
            where=LOG,
            rank=40,
        ),
        Pattern(rf"required key {VARIABLE} missing value", where=LOG, rank=30),
        Pattern(rf"\{{error,\"Missing {NAME}\b", where=LOG, rank=40),
        Pattern(rf"is not (?:declared|set|defined|given) in the {NAME} environment variable", where=LOG, rank=40),
        Pattern(rf"env(?:ironment)? var(?:iable)? [\"'`]{VARIABLE}[\"'`] (?:is )?{ABSENT}", where=LOG, rank=40),
        Pattern(r"could not resolve placeholder '(?P<variable>[^'\n:]{1,200})", where=LOG, rank=30),
        Pattern(
            r"key not found: \"(?P<variable>(?-i:[A-Z][A-Z0-9_]*))\" ?\(KeyError\)|KeyError: key not found: "
            r"\"(?P<key>(?-i:[A-Z][A-Z0-9_]*))\"",
            where=LOG,
            rank=30,
        ),
        Pattern(
            rf"validation errors? for \w*(?:settings|config|env\w*)\n\s*{VARIABLE}\n\s*(?:field required|\[?missing)",
            where=LOG,
            rank=30,
        ),
        Pattern(rf"UndefinedValueError: {VARIABLE} not found|Declare it as envvar", where=LOG, rank=30),
        Pattern(
            r"(?:password option is not specified|superuser password is not specified)[^\n]{0,200}"
            r"|No application encryption key has been specified",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"on an `?Err`? value: (?:NotPresent|EnvVar\(NotPresent\))|: environment variable not found",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"(?:could not find|couldn't find|cannot find|failed to (?:get|read|load|find))(?: the)? "
            rf"env(?:ironment)?[ _-]?var(?:iable)?:? {MARK}{NAME}",
            where=LOG,
            rank=40,
        ),
        Pattern(rf"process\.env\.{NAME}{MARK}[^\n]{{0,40}}(?:{ABSENT}|{OBLIGED})", where=LOG, rank=40),
        Pattern(
            rf"invalid environment variables:?[^\n]{{0,20}}\{{? ?\n?\s*{NAME}[^\n]{{0,20}}required", where=LOG, rank=40
        ),
    ),
    examples=(
        Example(
            'Traceback (most recent call last):\n  File "<string>", line 2, in <module>\n'
            "  File \"<frozen os>\", line 679, in __getitem__\nKeyError: 'EXCHANGE_URL'",
            "Python 3.11+",
            PRINTED,
        ),
        Example(
            'Traceback (most recent call last):\n  File "/app/main.py", line 4, in <module>\n    url = '
            'os.environ["DB_URL"]\n'
            '          ~~~~~~~~~~^^^^^^^^^^\n  File "/usr/lib/python3.12/os.py", line 685, in __getitem__\n'
            "    raise KeyError(key) from None\nKeyError: 'DB_URL'",
            "Python",
            PRINTED,
        ),
        Example('exited with reason: {{badmatch,{error,"Missing DATABASE_URL"}},[]}', "Erlang", PRINTED),
        Example("the file is not declared in the APP_FILES environment variable, cannot start", "Go", PRINTED),
        Example("panic: required key DATABASE_URL missing value", "Go, envconfig", PRINTED),
        Example('panic: env: required environment variable "DATABASE_URL" is not set', "Go, caarlos0/env", PRINTED),
        Example("Error: Missing required environment variable: DATABASE_URL", "Node.js", PRINTED),
        Example("Error: DATABASE_URL is not defined", "Node.js", PRINTED),
        Example(
            "java.lang.IllegalArgumentException: Could not resolve placeholder 'exchange.url' in value "
            '"${exchange.url}"',
            "Spring",
            PRINTED,
        ),
        Example('config.rb:3:in `fetch\': key not found: "DATABASE_URL" (KeyError)', "Ruby", PRINTED),
        Example("/entrypoint.sh: line 7: DATABASE_URL: unbound variable", "bash -u", PRINTED),
        Example("sh: DATABASE_URL: parameter not set", "busybox sh -u", PRINTED),
        Example(
            "pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\ndatabase_url\n"
            "  Field required [type=missing, input_value={}, input_type=dict]",
            "Python, pydantic-settings",
            PRINTED,
        ),
        Example("Error: Database is uninitialized and superuser password is not specified.", "postgres image", PRINTED),
        Example("System.InvalidOperationException: Environment variable 'DB_URL' is not set.", ".NET", PRINTED),
        Example("** (RuntimeError) environment variable SECRET_KEY_BASE is missing.", "Elixir", PRINTED),
    ),
    near_misses=(
        NearMiss(
            "Traceback (most recent call last):\n  File \"<string>\", line 5, in connect\nKeyError: 'dsn'",
            "crash.application-error",
            PRINTED,
        ),
        NearMiss("WARN LOG_LEVEL is not set, using default info", None, PRINTED),
        NearMiss("INFO environment variable DEBUG is set", None, PRINTED),
    ),
    next=(
        READ_SPEC,
        READ_LOG,
        Advice(
            N_("List the environment the specification gives."),
            "kubectl set env -n {namespace} {workload} -c {container} --list",
        ),
    ),
    remedies=(
        Advice(
            N_("Set the variable."),
            "kubectl set env -n {namespace} {workload} -c {container} {variable}=VALUE",
            Changes.WORKLOAD,
        ),
        Advice(
            N_("Or take it from a ConfigMap or Secret with `env.valueFrom` or `envFrom`."),
            EDIT.command,
            Changes.WORKLOAD,
        ),
    ),
    references=(ENVIRONMENT,),
)

CAUSES = (MISSING_ENVIRONMENT,)
