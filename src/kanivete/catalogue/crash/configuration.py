"""What the program was told and does not accept."""

from kanivete.catalogue.crash.common import DEBUG_PODS, EDIT, READ_LOG, READ_SPEC, ROLL_BACK
from kanivete.catalogue.entry import LOG, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

PRINTED = Where.CONTAINER_LOG

CONFIG_WORD = r"(?:config(?:uration)?|settings|properties|\.ya?ml|\.toml|\.json|\.conf|\.cfg|\.ini|\.properties)"

INVALID_CONFIGURATION = Cause(
    id="crash.invalid-configuration",
    title=N_("The program refuses its configuration"),
    explanation=N_(
        "The program read what it was given (a configuration file, an argument, a setting) and refused it: it does not "
        "parse, names something unknown, or has a value out of range. The message usually names file and line, or the "
        "argument. It often comes with a new version of the image that dropped an option, or with YAML "
        "whose indentation "
        "a template spoiled."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"\[emerg\][^\n]{0,80}(?:unknown directive|unexpected|invalid|directive is not allowed|is not "
            r"terminated|duplicate|no \"?events\"? section|has no ending|conflicting)[^\n]{0,200}?(?: in "
            r"(?P<file>/[^\s:]+):(?P<line>\d+))?",
            where=LOG,
            rank=45,
            unless=r"host not found in upstream",
        ),
        Pattern(
            r"yaml: (?:line (?P<line>\d+)|unmarshal errors|mapping values|did not find|found "
            r"character|control characters|invalid)",
            where=LOG,
        ),
        Pattern(
            r"yaml\.(?:scanner|parser|constructor|composer|reader)\.\w+(?:Error|Exception)|LogStash::ConfigurationError"
            r"|\bconfig(?:uration)? error[:.] |a value is required for '-"
            r"|(?:unrecognized|unknown) (?:attribute|key|field|block|property)(?: name)? \\*[\"']|YAMLException"
            r"|YAMLParseException|YAMLSyntaxError|Psych::SyntaxError|error converting YAML to JSON|cannot "
            r"unmarshal !!",
            where=LOG,
        ),
        # Elasticsearch and OpenSearch; most are settings of the node's kernel or of the pod, none is a bug.
        Pattern(r"bootstrap check failure \[\d+\] of \[\d+\]", where=LOG, rank=45),
        Pattern(
            r"Toml(?:DecodeError|lib)|TOMLDecodeError|TOML parse error|toml: (?:line|cannot|expected|unmarshal)",
            where=LOG,
        ),
        Pattern(
            rf"{CONFIG_WORD}\b[^\n]{{0,160}}(?:parse error|parsing|unexpected "
            rf"(?:token|character|end)|syntax error|invalid character|malformed|JSONDecodeError|is not "
            rf"valid (?:json|yaml))",
            where=LOG,
            rank=60,
        ),
        Pattern(
            rf"(?:fail(?:ed|ure)?|unable|could not|cannot|can't|error)(?: to)? "
            rf"(?:pars(?:e|ing)|decod(?:e|ing)|unmarshal(?:ling|ing)?|validat(?:e|ing)|deserializ(?:e"
            rf"|ing))[^\n]{{0,80}}{CONFIG_WORD}\b",
            where=LOG,
            rank=60,
        ),
        Pattern(
            r"(?:invalid|illegal|bad|malformed|unsupported|incorrect) (?:[\w-]+ )?(?:config(?:uration)?|settings)\b",
            where=LOG,
            rank=70,
            unless=r"\bwarn(?:ing)?\b",
        ),
        Pattern(
            rf"(?:invalid character|unexpected token|expecting property name|expecting value|unexpected end "
            rf"of json)[^\n]{{0,160}}{CONFIG_WORD}\b",
            where=LOG,
            rank=60,
        ),
        Pattern(
            r"flag provided but not defined: (?P<argument>-\S+)|unknown (?:shorthand )?flag:? "
            r"[^\n]{0,8}?(?P<flag>-\S+)|unrecognized arguments?:? "
            r"(?P<arguments>\S+)|(?:unrecognized|unknown|invalid|illegal|bad|unexpected) (?:command[- ]line "
            r")?(?:option|argument|flag|switch):?(?: --)? ?['‘\"`(]?(?P<option>-?[\w-]+)",
            where=LOG,
            rank=50,
        ),
        Pattern(
            r"found argument '(?P<argument>[^'\n]+)' which wasn't expected|unexpected argument "
            r"'(?P<other>[^'\n]+)' found|invalid (?:value|argument) "
            r"\\*[\"'](?P<value>[^\"'\n]{0,100})\\*[\"'] for (?:flag |'|\"|-|one)|error: argument \S+: "
            r"(?:invalid|expected)|the following arguments are required",
            where=LOG,
        ),
        Pattern(
            r"Unrecognized VM option|Invalid (?:maximum|initial) heap size|Unrecognized option: "
            r"(?P<argument>-\S+)|Could not create the Java Virtual Machine",
            where=LOG,
        ),
        Pattern(
            r"Failed to bind properties under '(?P<key>[^'\n]+)'|Failed to configure a "
            r"DataSource|InvalidConfigurationPropert\w+|ConfigDataResourceNotFoundException"
            r"|ConfigurationPropertiesBindException|NoSuchBeanDefinitionException: No qualifying bean of "
            r"type '[^'\n]*Properties'",
            where=LOG,
        ),
        Pattern(
            r"FATAL CONFIG FILE ERROR|Bad directive or wrong number of arguments|unknown variable "
            r"'(?P<key>[^'\n]+)'|unrecognized configuration parameter|configuration file "
            r"\"(?P<file>[^\"\n]+)\" contains errors|\[ALERT\][^\n]{0,40}parsing \[|AH00526|Syntax error on "
            r"line (?P<line>\d+) of|unknown setting \[(?P<setting>[^\]\n]+)\]|ImproperlyConfigured|config "
            r"error file=|Error loading config|adapting config",
            where=LOG,
            unless=r"set the \S+ environment variable",
        ),
        Pattern(
            r"plugin/loop: (?:Loop \(|Seen )|:(?P<line>\d+) - Error during parsing: "
            r"|no (?P<setting>\w+) setting provided|Key material not provided|config(?:uration)? file contains errors"
            r"|Value cannot be null[^\n]{0,20}\(Parameter 'connectionString'\)",
            where=LOG,
        ),
        Pattern(
            r"(?:error|fail(?:ed|ure)?|unable|could not|cannot|can't) (?:to )?(?:initiali[sz]|load|read|process"
            r"|apply)\w* "
            r"config(?:uration)?\b[^\n]{0,20}?(?P<file>/[^\s'\",:]+\.(?:ya?ml|json|toml|conf|cfg|ini|hcl|xml))",
            where=LOG,
            rank=75,
            unless=r"connection refused|no such host|i/o timeout|permission denied|no such file|\bwarn(?:ing)?\b",
        ),
        Pattern(r"validation errors? for \w*(?:settings|config)\b", where=LOG, rank=60),
        Pattern(
            r"\.ConfigException: |Missing required configuration|command traefik error: field not found",
            where=LOG,
            rank=52,
            unless=r"No resolvable bootstrap",
        ),
        Pattern(
            r"(?:fail(?:ed|ure)?|unable|could not|cannot|can't) (?:to )?(?:load|read|parse|process|apply) "
            r"(?:the )?config(?:uration)?(?: file)?\s*:|loading configuration(?: file)? failed",
            where=LOG,
            rank=72,
            unless=r"connection refused|no such host|i/o timeout|permission denied|no such file|\bwarn(?:ing)?\b",
        ),
        Pattern(r"Invalid value for '(?P<argument>-[^'\n]{1,80})'", where=LOG, unless=r"'-A' / '--app'"),
        Pattern(
            r"\bconfig(?:uration)?(?: file)? (?:is )?(?:invalid|malformed|corrupt)",
            where=LOG,
            rank=70,
            unless=r"\bwarn(?:ing)?\b",
        ),
        Pattern(
            r"\bbootstrap checks failed\b|configuration errors have prevented the application from starting"
            r"|failed_to_prepare_configuration|Unable to initialize backend: [^\n]{1,200}\n\s*> Please check the value"
            r"|Failed to find attribute '(?P<attribute>[^'\n]{1,100})' in '"
            r"|Attribute \"[^\"\n]{1,100}\" not found in module",
            where=LOG,
            rank=50,
        ),
        Pattern(
            r"pod cidr not assigned|Couldn't autodetect an IPv[46] address|private IPv4 addresse?s? found\."
            r"|couldn't find local name \\*\"[^\"\n\\]{1,100}\\*\" in the initial cluster|\bmyid file is missing"
            r"|Different lower_case_table_names settings|ERROR: invalid port value '"
            r"|initdb: error: directory [^\n]{1,200} exists but is not empty",
            where=LOG,
            rank=50,
        ),
        Pattern(r"unknown command \"(?P<argument>[^\"\n]+)\" for \"", where=LOG),
    ),
    examples=(
        Example(
            "bootstrap check failure [1] of [1]: max virtual memory areas vm.max_map_count [65530] is too low, "
            "increase to at least [262144]",
            "Elasticsearch",
            PRINTED,
        ),
        Example('nginx: [emerg] unknown directive "lsten" in /etc/nginx/conf.d/default.conf:2', "nginx", PRINTED),
        Example("yaml: line 4: mapping values are not allowed in this context", "Go", PRINTED),
        Example(
            'yaml.scanner.ScannerError: mapping values are not allowed here\n  in "/etc/app.yaml", line 3, column 8',
            "Python",
            PRINTED,
        ),
        Example(
            'org.apache.kafka.common.config.ConfigException: Missing required configuration "broker.id"',
            "Kafka",
            PRINTED,
        ),
        Example(
            "Failed to load configuration: 1 error occurred: parsing /etc/app.hcl: object expected closing RBRACE",
            "Go, HCL",
            PRINTED,
        ),
        Example("Failed to find attribute 'api' in 'shop'.", "gunicorn", PRINTED),
        Example("[22-Nov-2026 07:00:00] ERROR: invalid port value '90OO'", "PHP-FPM", PRINTED),
        Example('initdb: error: directory "/data" exists but is not empty', "PostgreSQL, a volume's root", PRINTED),
        Example(
            "ERROR: One or more configuration errors have prevented the application from starting.", "Keycloak", PRINTED
        ),
        Example(
            'Error registering network: failed to acquire lease: node "w1" pod cidr not assigned', "flannel", PRINTED
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

CAUSES = (INVALID_CONFIGURATION,)
