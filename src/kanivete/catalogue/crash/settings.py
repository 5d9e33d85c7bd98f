"""What the program was told is missing, wrong or taken."""

from kanivete.catalogue.crash.common import DEBUG_PODS, EDIT, ENVIRONMENT, READ_LOG, READ_SPEC, ROLL_BACK, VARIABLE
from kanivete.catalogue.entry import LOG, Advice, Cause, Example, N_, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

# A name as environment variables are written; the patterns ignore case, names of variables do not.
NAME = r"(?P<variable>(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*))"
LONG_NAME = r"(?P<variable>(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+))"
MARK = r"[\"'`‘’“”$({\[\]})]{0,3}"
ABSENT = r"(?:not set|unset|not defined|undefined|not provided|not specified|not found|not configured|not present|required|missing|empty|null)"
OBLIGED = r"(?:must|needs to|has to|should) be (?:set|defined|provided|specified|present|configured)"

MISSING_ENVIRONMENT = Cause(
    id="crash.missing-environment",
    title=N_("An environment variable that the program needs is not set"),
    explanation=N_(
        "The program asked for an environment variable, found none and gave up. The pod's `env` and `envFrom` are the only "
        "place it can come from, apart from the image's own ENV: a variable that is set in a shell, in a .env file or in "
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
            rf"env(?:ironment)?[ _-]?var(?:iable)?s?:? {MARK}{NAME}{MARK},?(?: (?:is|are|was|has|cannot|can not|does|but|and|either|a|been|be|value))* {ABSENT}",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"env(?:ironment)?[ _-]?var(?:iable)?s?:? {MARK}{NAME}{MARK},? (?:{OBLIGED}|cannot be (?:empty|blank)|does not exist|doesn't exist|has not been set|should not be empty|is blank)",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"(?:missing|required|undefined|unset|no|provide|expected|set|define)(?: (?:or|the|a|an|required|mandatory|empty|following|expected|necessary|needed|invalid))* env(?:ironment)?(?:[ _-]?var(?:iable)?s?(?:\(s\))?)?(?: (?:is|are|named|called|not|missing|found|set|detected|values?))*[:=]?\s*(?:- )?{MARK}{NAME}",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"\b{LONG_NAME}{MARK}(?: (?:environment variable|env var(?:iable)?|env|variable))?(?: (?:is|was|are|has|been|a|but|it|not been|and|either))* (?:{ABSENT}|not set)\b",
            where=LOG,
            rank=45,
            unless=r"using default|defaulting|falling back|\bwarn(?:ing)?\b",
        ),
        Pattern(
            rf"\b{NAME}{MARK} (?:environment variable|env var(?:iable)?)(?: (?:is|was|has|been|not|a|be))* (?:{ABSENT}|set)\b",
            where=LOG,
            rank=45,
            unless=r"using default|defaulting|\bwarn(?:ing)?\b|variable is set\b",
        ),
        Pattern(
            rf"\b{LONG_NAME}{MARK}(?: (?:environment variable|env var(?:iable)?|variable))? (?:{OBLIGED}|cannot be (?:empty|blank|null|undefined)|can't be (?:empty|blank))",
            where=LOG,
            rank=45,
        ),
        Pattern(
            rf"(?:you (?:must|need to)|please) (?:set|specify|define|provide|export)(?: (?:the|a|an|your))?(?: environment variables?)?:? {MARK}{LONG_NAME}",
            where=LOG,
            rank=45,
        ),
        Pattern(rf"set the {NAME} environment variable", where=LOG, rank=45),
        Pattern(
            r"(?m)^\S+: (?:line )?\d+: (?P<variable>[A-Za-z_]\w{0,127}): (?:unbound variable|parameter (?:null or )?not set)",
            where=LOG,
            rank=30,
        ),
        Pattern(
            r"(?m)^\S*sh: (?:\d+: )?(?P<variable>[A-Za-z_]\w{0,127}): (?:unbound variable|parameter (?:null or )?not set)",
            where=LOG,
            rank=30,
        ),
        Pattern(rf"required key {VARIABLE} missing value", where=LOG, rank=30),
        Pattern(rf"could not resolve placeholder '(?P<variable>[^'\n:]{{1,200}})", where=LOG, rank=30),
        Pattern(
            r"key not found: \"(?P<variable>(?-i:[A-Z][A-Z0-9_]*))\" ?\(KeyError\)|KeyError: key not found: \"(?P<key>(?-i:[A-Z][A-Z0-9_]*))\"",
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
            r"(?:password option is not specified|superuser password is not specified)[^\n]{0,200}", where=LOG, rank=30
        ),
        Pattern(
            r"on an `?Err`? value: (?:NotPresent|EnvVar\(NotPresent\))|: environment variable not found",
            where=LOG,
            rank=40,
        ),
        Pattern(
            rf"(?:could not find|couldn't find|cannot find|failed to (?:get|read|load|find))(?: the)? env(?:ironment)?[ _-]?var(?:iable)?:? {MARK}{NAME}",
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
            'Traceback (most recent call last):\n  File "/app/main.py", line 4, in <module>\n    url = os.environ["DB_URL"]\n'
            '          ~~~~~~~~~~^^^^^^^^^^\n  File "/usr/lib/python3.12/os.py", line 685, in __getitem__\n'
            "    raise KeyError(key) from None\nKeyError: 'DB_URL'",
            "Python",
            PRINTED,
        ),
        Example("panic: required key DATABASE_URL missing value", "Go, envconfig", PRINTED),
        Example('panic: env: required environment variable "DATABASE_URL" is not set', "Go, caarlos0/env", PRINTED),
        Example("Error: Missing required environment variable: DATABASE_URL", "Node.js", PRINTED),
        Example("Error: DATABASE_URL is not defined", "Node.js", PRINTED),
        Example(
            "java.lang.IllegalArgumentException: Could not resolve placeholder 'exchange.url' in value \"${exchange.url}\"",
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

CONFIG_WORD = r"(?:config(?:uration)?|settings|properties|\.ya?ml|\.toml|\.json|\.conf|\.cfg|\.ini|\.properties)"

INVALID_CONFIGURATION = Cause(
    id="crash.invalid-configuration",
    title=N_("The program refuses its configuration"),
    explanation=N_(
        "The program read what it was given (a configuration file, an argument, a setting) and refused it: it does not "
        "parse, names something unknown, or has a value out of range. The message usually names file and line, or the "
        "argument. It often comes with a new version of the image that dropped an option, or with YAML whose indentation "
        "a template spoiled."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"\[emerg\][^\n]{0,80}(?:unknown directive|unexpected|invalid|directive is not allowed|is not terminated|duplicate|no \"?events\"? section|has no ending|conflicting)[^\n]{0,200}?(?: in (?P<file>/[^\s:]+):(?P<line>\d+))?",
            where=LOG,
            rank=45,
            unless=r"host not found in upstream",
        ),
        Pattern(
            r"yaml: (?:line (?P<line>\d+)|unmarshal errors|mapping values|did not find|found character|control characters|invalid)",
            where=LOG,
        ),
        Pattern(
            r"yaml\.(?:scanner|parser|constructor|composer|reader)\.\w+Error|YAMLException|YAMLParseException|YAMLSyntaxError|Psych::SyntaxError|error converting YAML to JSON|cannot unmarshal !!",
            where=LOG,
        ),
        Pattern(
            r"Toml(?:DecodeError|lib)|TOMLDecodeError|TOML parse error|toml: (?:line|cannot|expected|unmarshal)",
            where=LOG,
        ),
        Pattern(
            rf"{CONFIG_WORD}\b[^\n]{{0,160}}(?:parse error|parsing|unexpected (?:token|character|end)|syntax error|invalid character|malformed|JSONDecodeError|is not valid (?:json|yaml))",
            where=LOG,
            rank=60,
        ),
        Pattern(
            rf"(?:fail(?:ed|ure)?|unable|could not|cannot|can't|error)(?: to)? (?:pars(?:e|ing)|decod(?:e|ing)|unmarshal(?:ling|ing)?|validat(?:e|ing)|deserializ(?:e|ing))[^\n]{{0,80}}{CONFIG_WORD}\b",
            where=LOG,
            rank=60,
        ),
        Pattern(
            rf"(?:invalid|illegal|bad|malformed|unsupported|incorrect) (?:[\w-]+ )?(?:config(?:uration)?|settings)\b",
            where=LOG,
            rank=70,
            unless=r"\bwarn(?:ing)?\b",
        ),
        Pattern(
            rf"(?:invalid character|unexpected token|expecting property name|expecting value|unexpected end of json)[^\n]{{0,160}}{CONFIG_WORD}\b",
            where=LOG,
            rank=60,
        ),
        Pattern(
            r"flag provided but not defined: (?P<argument>-\S+)|unknown (?:shorthand )?flag:? [^\n]{0,8}?(?P<flag>-\S+)|unrecognized arguments?:? (?P<arguments>\S+)|(?:unrecognized|unknown|invalid|illegal|bad|unexpected) (?:command[- ]line )?(?:option|argument|flag|switch):?(?: --)? ?['‘\"`(]?(?P<option>-?[\w-]+)",
            where=LOG,
            rank=50,
        ),
        Pattern(
            r"found argument '(?P<argument>[^'\n]+)' which wasn't expected|unexpected argument '(?P<other>[^'\n]+)' found|invalid (?:value|argument) \\*[\"'](?P<value>[^\"'\n]{0,100})\\*[\"'] for (?:flag |'|\"|-|one)|error: argument \S+: (?:invalid|expected)|the following arguments are required",
            where=LOG,
        ),
        Pattern(
            r"Unrecognized VM option|Invalid (?:maximum|initial) heap size|Unrecognized option: (?P<argument>-\S+)|Could not create the Java Virtual Machine",
            where=LOG,
        ),
        Pattern(
            r"Failed to bind properties under '(?P<key>[^'\n]+)'|Failed to configure a DataSource|InvalidConfigurationPropert\w+|ConfigDataResourceNotFoundException|ConfigurationPropertiesBindException|NoSuchBeanDefinitionException: No qualifying bean of type '[^'\n]*Properties'",
            where=LOG,
        ),
        Pattern(
            r"FATAL CONFIG FILE ERROR|Bad directive or wrong number of arguments|unknown variable '(?P<key>[^'\n]+)'|unrecognized configuration parameter|configuration file \"(?P<file>[^\"\n]+)\" contains errors|\[ALERT\][^\n]{0,40}parsing \[|AH00526|Syntax error on line (?P<line>\d+) of|unknown setting \[(?P<setting>[^\]\n]+)\]|ImproperlyConfigured|config error file=|Error loading config|adapting config",
            where=LOG,
            unless=r"set the \S+ environment variable",
        ),
        Pattern(r"validation errors? for \w*(?:settings|config)\b", where=LOG, rank=60),
        Pattern(r"unknown command \"(?P<argument>[^\"\n]+)\" for \"", where=LOG),
    ),
    examples=(
        Example('nginx: [emerg] unknown directive "lsten" in /etc/nginx/conf.d/default.conf:2', "nginx", PRINTED),
        Example("yaml: line 4: mapping values are not allowed in this context", "Go", PRINTED),
        Example(
            'yaml.scanner.ScannerError: mapping values are not allowed here\n  in "/etc/app.yaml", line 3, column 8',
            "Python",
            PRINTED,
        ),
        Example("flag provided but not defined: -prot", "Go", PRINTED),
        Example("app: error: unrecognized arguments: --prot", "Python, argparse", PRINTED),
        Example("error: unexpected argument '--prot' found", "Rust, clap", PRINTED),
        Example(
            "Unrecognized VM option 'MaxPermSize=256m'\nError: Could not create the Java Virtual Machine.",
            "JVM",
            PRINTED,
        ),
        Example("Failed to bind properties under 'server.port' to java.lang.Integer:", "Spring Boot", PRINTED),
        Example("*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***", "Redis", PRINTED),
        Example(
            "2026-11-22T07:00:01.1Z ERROR Error loading config (--config.file=/etc/prometheus/prometheus.yml)",
            "Prometheus",
            PRINTED,
        ),
    ),
    near_misses=(
        NearMiss("RuntimeError: cannot read configuration", "crash.application-error", PRINTED),
        NearMiss("WARN invalid configuration value for cache.size, using 100", None, PRINTED),
        NearMiss(
            'nginx: [emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:3',
            "crash.dependency-unreachable",
            PRINTED,
        ),
    ),
    next=(
        READ_LOG,
        READ_SPEC,
        Advice(N_("Read the ConfigMaps of the namespace."), "kubectl get configmap -n {namespace} -o yaml"),
    ),
    remedies=(
        Advice(N_("Correct the file, argument or value that the message names."), EDIT.command, Changes.WORKLOAD),
        ROLL_BACK,
    ),
    references=("https://kubernetes.io/docs/concepts/configuration/configmap/", DEBUG_PODS),
)

AT = r"(?P<address>[0-9.*]+|\[[0-9a-f:]*\]|[a-z0-9.-]+|:{2,3})?"

PORT_IN_USE = Cause(
    id="crash.port-in-use",
    title=N_("The port that the process wants to listen on is taken"),
    explanation=N_(
        "All containers of a pod share one network, so a port can be taken by another process of the same container, by "
        "another container of the pod (a sidecar, a second copy of the server), or, with `hostNetwork: true`, by anything "
        "on the node. Other pods cannot be the reason. Two servers of one program that both bind the default port are the "
        "usual case."
    ),
    owner=Owner.APPLICATION,
    patterns=(
        Pattern(
            rf"{AT}:(?P<port>\d+): bind: (?:address already in use|Only one usage of each socket address)",
            where=LOG,
            rank=40,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
        Pattern(
            r"EADDRINUSE:? [^\n]{0,30}?:?(?P<port>\d{1,5})\b",
            where=LOG,
            rank=40,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
        Pattern(rf"bind\(\) to {AT}:(?P<port>\d+) failed \(98:", where=LOG, rank=40),
        Pattern(
            r"\bPort (?P<port>\d+) (?:was|is) already (?:in use|allocated)|port (?P<other>\d+) is in use|Failed to bind to address \S+?:(?P<third>\d+): address already in use",
            where=LOG,
            rank=45,
            unless=r"retry|trying (?:another|next|again|port)|instead",
        ),
        Pattern(
            r"(?:could not|unable to|failed to|cannot|can't|error) (?:bind|listen|start)[^\n]{0,80}?:(?P<port>\d{1,5})\b[^\n]{0,40}address (?:already )?in use",
            where=LOG,
            rank=45,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
        Pattern(
            r"address (?:is )?already in use|EADDRINUSE|kind: AddrInUse|Only one usage of each socket address|\[Errno 98\]|Address in use",
            where=LOG,
            rank=55,
            unless=r"retry|trying (?:another|next|again|port)",
        ),
    ),
    examples=(
        Example("OSError: [Errno 98] Address already in use", "Python", PRINTED),
        Example("listen tcp :8080: bind: address already in use", "Go", PRINTED),
        Example("Error: listen EADDRINUSE: address already in use :::3000", "Node.js", PRINTED),
        Example("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)", "nginx", PRINTED),
        Example("Web server failed to start. Port 8080 was already in use.", "Spring Boot", PRINTED),
        Example("java.net.BindException: Address already in use", "Java", PRINTED),
        Example('Address already in use - bind(2) for "0.0.0.0" port 3000 (Errno::EADDRINUSE)', "Ruby", PRINTED),
    ),
    near_misses=(
        NearMiss("WARN :8080: bind: address already in use, trying next port", None, PRINTED),
        NearMiss("listen tcp :80: bind: permission denied", "crash.permission-denied", PRINTED),
    ),
    next=(
        READ_SPEC,
        READ_LOG,
        Advice(
            N_("See who listens in the pod's network, while it runs."),
            "kubectl debug -n {namespace} {pod} -it --image=nicolaka/netshoot --target={container} -- ss -lntp",
            Changes.WORKLOAD,
        ),
    ),
    remedies=(
        Advice(
            N_("Give each server of the pod its own port, and start each only once."), EDIT.command, Changes.WORKLOAD
        ),
    ),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking",),
)

CAUSES = (MISSING_ENVIRONMENT, INVALID_CONFIGURATION, PORT_IN_USE)
