"""ConfigMaps, Secrets and files that the specification names and that are not there."""

from kanivete.catalogue.crash.common import EDIT, QUOTE, READ_SPEC
from kanivete.catalogue.entry import KUBELET, N_, Advice, Cause, Example, NearMiss, Pattern, Where
from kanivete.model import Changes, Owner

STATUS = Where.CONTAINER_STATUS
# A Secret for pulling images is another matter: the kubelet only warns, and the pull may fail.
PULL_SECRET = r"image ?pull ?secrets?|FailedToRetrieveImagePullSecret"
REFERENCES = (
    "https://kubernetes.io/docs/concepts/configuration/configmap/",
    "https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/",
)

CONFIGMAP_MISSING = Cause(
    id="config.configmap-missing",
    title=N_("The ConfigMap {configmap} does not exist"),
    explanation=N_(
        "The pod refers to a ConfigMap that is not in its namespace, in `env`, `envFrom` or as a volume. "
        "The kubelet waits "
        "for it and tries again about every 10 seconds; as soon as it exists the container starts, without "
        "a new rollout. "
        "ConfigMaps are never taken from another namespace, and tools that add a hash to their names make a "
        "new one for "
        "each change."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"configmaps? {QUOTE}(?P<configmap>[a-z0-9][a-z0-9.-]*){QUOTE} (?:is )?not found", where=KUBELET, rank=30
        ),
        Pattern(
            rf"references non-existent config ?map:? {QUOTE}?(?P<configmap>[a-z0-9][a-z0-9.-]*)", where=KUBELET, rank=30
        ),
        Pattern(
            r"object \\*\"[^\"\n]{1,200}\\*\"/\\*\"(?P<configmap>[a-z0-9][a-z0-9.-]*)\\*\" not registered",
            where=KUBELET,
            rank=60,
            given=r"config ?map|MountVolume",
        ),
    ),
    examples=(
        Example('configmap "settings" not found', "kubelet", STATUS),
        Example('Error: configmap "settings" not found', "kubelet"),
        Example('MountVolume.SetUp failed for volume "config" : configmap "settings" not found', "kubelet, volume"),
        Example(
            '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"main\\" with '
            "CreateContainerConfigError: "
            '\\"configmap \\\\\\"settings\\\\\\" not found\\"" pod="crashes/noconfig-644bcf4f4b-zncfb"',
            "kubelet log",
            Where.KUBELET_LOG,
        ),
    ),
    near_misses=(
        NearMiss(
            "couldn't find key mode in ConfigMap crashes/kube-root-ca.crt", "config.configmap-key-missing", STATUS
        ),
        NearMiss('secret "settings" not found', "config.secret-missing", STATUS),
    ),
    next=(
        Advice(
            N_("See which ConfigMaps there are; the name may differ by a letter or a hash."),
            "kubectl get configmaps -n {namespace}",
        ),
        READ_SPEC,
    ),
    remedies=(
        Advice(
            N_("Create it."),
            "kubectl create configmap -n {namespace} {configmap} --from-literal=KEY=VALUE",
            Changes.CLUSTER,
        ),
        Advice(N_("Or correct the name, or mark the reference `optional: true`."), EDIT.command, Changes.WORKLOAD),
    ),
    references=REFERENCES,
)

CONFIGMAP_KEY_MISSING = Cause(
    id="config.configmap-key-missing",
    title=N_("The ConfigMap {configmap} has no key {key}"),
    explanation=N_(
        "The ConfigMap exists, and the key that the pod asks for is not in it. Keys are compared letter by letter "
        "(`application.yml` is not `application.yaml`). The kubelet tries again; adding the key is enough."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"couldn'?t find key (?P<key>\S+) in ConfigMap (?:[a-z0-9-]+/)?(?P<configmap>[a-z0-9][a-z0-9.-]*)",
            where=KUBELET,
            rank=25,
        ),
        Pattern(
            rf"(?:configmap )?references non-existent config key: {QUOTE}?(?P<key>[^\s\"'\\]+)", where=KUBELET, rank=25
        ),
    ),
    examples=(
        Example("couldn't find key mode in ConfigMap crashes/kube-root-ca.crt", "kubelet", STATUS),
        Example("Error: couldn't find key mode in ConfigMap crashes/kube-root-ca.crt", "kubelet"),
        Example(
            'MountVolume.SetUp failed for volume "config" : configmap references non-existent config key: app.yaml',
            "kubelet, volume",
        ),
    ),
    near_misses=(
        NearMiss("couldn't find key password in Secret shop/db", "config.secret-key-missing", STATUS),
        NearMiss('configmap "settings" not found', "config.configmap-missing", STATUS),
    ),
    next=(Advice(N_("See the keys it has."), "kubectl describe configmap -n {namespace} {configmap}"), READ_SPEC),
    remedies=(
        Advice(
            N_("Add the key to the ConfigMap."), "kubectl edit configmap -n {namespace} {configmap}", Changes.CLUSTER
        ),
        Advice(N_("Or correct the key in the pod's specification."), EDIT.command, Changes.WORKLOAD),
    ),
    references=REFERENCES,
)

SECRET_MISSING = Cause(
    id="config.secret-missing",
    title=N_("The Secret {secret} does not exist"),
    explanation=N_(
        "The pod refers to a Secret that is not in its namespace, in `env`, `envFrom` or as a volume. The "
        "kubelet waits "
        "for it and tries again. Secrets are never taken from another namespace; one that an operator should make (a "
        "certificate, an external secret, a database user) is missing when that operator fails, so look there too."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"secrets? {QUOTE}(?P<secret>[a-z0-9][a-z0-9.-]*){QUOTE} (?:is )?not found",
            where=KUBELET,
            rank=30,
            unless=PULL_SECRET,
        ),
        Pattern(
            rf"references non-existent secret:? {QUOTE}?(?P<secret>[a-z0-9][a-z0-9.-]*)",
            where=KUBELET,
            rank=30,
            unless=r"secret key",
        ),
    ),
    examples=(
        Example('secret "db" not found', "kubelet", STATUS),
        Example('MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found', "kubelet, volume"),
    ),
    near_misses=(
        NearMiss("couldn't find key password in Secret shop/db", "config.secret-key-missing", STATUS),
        NearMiss(
            "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
            "image.pull-secret-missing",
        ),
    ),
    next=(
        Advice(N_("See which Secrets there are (names only)."), "kubectl get secrets -n {namespace} -o name"),
        READ_SPEC,
    ),
    remedies=(
        Advice(
            N_("Create it."),
            "kubectl create secret generic -n {namespace} {secret} --from-literal=KEY=VALUE",
            Changes.CLUSTER,
        ),
        Advice(N_("Or correct the name, or mark the reference `optional: true`."), EDIT.command, Changes.WORKLOAD),
    ),
    references=("https://kubernetes.io/docs/concepts/configuration/secret/", *REFERENCES[1:]),
)

SECRET_KEY_MISSING = Cause(
    id="config.secret-key-missing",
    title=N_("The Secret {secret} has no key {key}"),
    explanation=N_(
        "The Secret exists, and the key that the pod asks for is not in it. Keys are compared letter by letter. The "
        "kubelet tries again; adding the key is enough."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            r"couldn'?t find key (?P<key>\S+) in Secret (?:[a-z0-9-]+/)?(?P<secret>[a-z0-9][a-z0-9.-]*)",
            where=KUBELET,
            rank=25,
        ),
        Pattern(rf"references non-existent secret key: {QUOTE}?(?P<key>[^\s\"'\\]+)", where=KUBELET, rank=25),
    ),
    examples=(
        Example("couldn't find key password in Secret shop/db", "kubelet", STATUS),
        Example(
            'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: tls.crt', "kubelet, volume"
        ),
    ),
    near_misses=(
        NearMiss(
            "couldn't find key mode in ConfigMap crashes/kube-root-ca.crt", "config.configmap-key-missing", STATUS
        ),
        NearMiss('secret "db" not found', "config.secret-missing", STATUS),
    ),
    next=(
        Advice(N_("See the keys it has (not their values)."), "kubectl describe secret -n {namespace} {secret}"),
        READ_SPEC,
    ),
    remedies=(
        Advice(N_("Add the key to the Secret."), "kubectl edit secret -n {namespace} {secret}", Changes.CLUSTER),
        Advice(N_("Or correct the key in the pod's specification."), EDIT.command, Changes.WORKLOAD),
    ),
    references=("https://kubernetes.io/docs/concepts/configuration/secret/",),
)

ENV_FILE = Cause(
    id="config.env-file",
    title=N_("The file that the environment should come from is missing or cannot be read"),
    explanation=N_(
        "With `env.valueFrom.fileKeyRef` (Kubernetes 1.34 and later) a variable comes from a file that an "
        "init container "
        "writes into an emptyDir. The file is not there, has no such key, or is not written as "
        "`KEY='value'` lines. It is "
        "read before the container starts, so it has to be written by an init container."
    ),
    owner=Owner.CONFIGURATION,
    patterns=(
        Pattern(
            rf"environment variable key {QUOTE}(?P<key>[^\"'\n\\]+){QUOTE} not found in file "
            rf"{QUOTE}(?P<file>[^\"'\n\\]+)",
            where=KUBELET,
            rank=25,
        ),
        Pattern(
            r"couldn'?t parse env file|fail(?:ed)? to (?:parse|read|open) env file|fileKeyRef", where=KUBELET, rank=25
        ),
    ),
    examples=(
        Example('environment variable key "DB_USER" not found in file "config.env"', "kubelet 1.34+", STATUS),
        Example("Error: couldn't parse env file: invalid environment variable format at line 3", "kubelet 1.34+"),
    ),
    near_misses=(
        NearMiss(
            "couldn't find key mode in ConfigMap crashes/kube-root-ca.crt", "config.configmap-key-missing", STATUS
        ),
    ),
    next=(
        READ_SPEC,
        Advice(
            N_("Read what the init container that writes it printed."),
            "kubectl logs -n {namespace} {pod} --all-containers --prefix",
        ),
    ),
    remedies=(
        Advice(N_("Write the file in an init container, one `KEY='value'` a line."), EDIT.command, Changes.WORKLOAD),
    ),
    references=("https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-via-file/",),
)

CAUSES = (CONFIGMAP_MISSING, CONFIGMAP_KEY_MISSING, SECRET_MISSING, SECRET_KEY_MISSING, ENV_FILE)
