"""A worker node: containerd, kubelet and kube-proxy as services of one machine, with what they are configured by."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.rig import access, units
from tests.rig.machine import PROGRAMS_FOLDER, Machine
from tests.rig.registries import MIRRORS
from tests.rig.settings import CLUSTER_DOMAIN, DNS_SERVICE_IP, POD_CIDR, Worker
from tests.rig.state import State

CNI_PROGRAMS = "/usr/lib/cni"
CNI_CONFIG = "/etc/cni/net.d"
PAUSE_IMAGE = "registry.k8s.io/pause:3.10"
SLICE = "/system.slice"

KUBELET: dict[str, Any] = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "kind": "KubeletConfiguration",
    "address": "0.0.0.0",
    "authentication": {
        "anonymous": {"enabled": False},
        "webhook": {"enabled": True},
        "x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"},
    },
    "authorization": {"mode": "Webhook"},
    "tlsCertFile": "/etc/kubernetes/pki/kubelet.crt",
    "tlsPrivateKeyFile": "/etc/kubernetes/pki/kubelet.key",
    "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
    "clusterDomain": CLUSTER_DOMAIN,
    "clusterDNS": [DNS_SERVICE_IP],
    "resolvConf": "/etc/resolv.conf",
    "staticPodPath": "/etc/kubernetes/manifests",
    "volumePluginDir": "/var/lib/kubelet/volumeplugins",  # its default lies in the read-only /usr
    "failCgroupV1": False,
    "cgroupDriver": "cgroupfs",
    "kubeletCgroups": f"{SLICE}/kubelet.service",
    "nodeStatusUpdateFrequency": "5s",  # NotReady within 20 s, not most of a minute
    "nodeLeaseDurationSeconds": 20,
    "syncFrequency": "30s",
    "serializeImagePulls": False,  # a pull that hangs must not hold up the others
    # the disk is shared with all else on the machine: sizes, and no image is ever collected
    "evictionHard": {"memory.available": "100Mi", "nodefs.available": "1Gi", "imagefs.available": "1Gi"},
    "imageGCHighThresholdPercent": 100,
    "imageGCLowThresholdPercent": 99,
    "maxPods": 110,
    "oomScoreAdj": 0,  # below zero needs CAP_SYS_RESOURCE
    "maxOpenFiles": 20000,
    "enableSystemLogHandler": True,
    "enableSystemLogQuery": True,
    "enableDebuggingHandlers": True,
}

KUBE_PROXY: dict[str, Any] = {
    "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
    "kind": "KubeProxyConfiguration",
    "mode": "iptables",
    "clientConnection": {"kubeconfig": "/etc/kubernetes/kube-proxy.conf"},
    "clusterCIDR": POD_CIDR,
    "detectLocalMode": "ClusterCIDR",
    "bindAddress": "0.0.0.0",
    "oomScoreAdj": 0,
    # these kernel settings exist in the machine's first network namespace alone
    "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
}

CONTAINERD = f"""\
version = 2
oom_score = 0
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
                    "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{PAUSE_IMAGE}"
  # without CAP_SYS_RESOURCE nothing may have an OOM score below containerd's own
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{CNI_PROGRAMS}"
    conf_dir = "{CNI_CONFIG}"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "/etc/containerd/certs.d"
"""


def machine(state: State, worker: Worker, programs: Path) -> Machine:
    """A worker's machine, not started."""
    kubelet = [
        f"{PROGRAMS_FOLDER}/kubelet",
        "--config=/var/lib/kubelet/config.yaml",
        "--kubeconfig=/etc/kubernetes/kubelet.conf",
        f"--hostname-override={worker.name}",
        f"--node-ip={worker.ip}",
        f"--runtime-cgroups={SLICE}/containerd.service",
        "--v=2",
    ]
    proxy = [
        f"{PROGRAMS_FOLDER}/kube-proxy",
        "--config=/var/lib/kube-proxy/config.yaml",
        f"--hostname-override={worker.name}",
        "--v=2",
    ]
    services = {
        "containerd": units.service("containerd", ["/usr/bin/containerd"]),
        "kubelet": units.service(
            "kubelet: the Kubernetes node agent", kubelet, after="containerd.service", environment=units.LAZY
        ),
        "kube-proxy": units.service("Kubernetes' Service proxy", proxy),
        **access.services(),
    }
    return Machine(state, worker.name, programs, services)


def prepare(machine: Machine, worker: Worker) -> None:
    """Put keys, kubeconfigs and configurations on the machine's disk."""
    state = machine.state
    access.prepare(machine)
    for folder in ("kubernetes/pki", "kubernetes/manifests"):
        machine.path(f"/etc/{folder}").mkdir(parents=True, exist_ok=True)
    for folder in ("kubelet", "kube-proxy", "containerd", "cni"):
        machine.path(f"/var/lib/{folder}").mkdir(parents=True, exist_ok=True)
    for source, name in {
        "ca.crt": "ca.crt",
        f"kubelet-{worker.name}.crt": "kubelet.crt",
        f"kubelet-{worker.name}.key": "kubelet.key",
    }.items():
        shutil.copy2(state.pki / source, machine.path(f"/etc/kubernetes/pki/{name}"))
    for name, source in {"kubelet": f"kubelet-{worker.name}", "kube-proxy": "proxy"}.items():
        machine.write(f"/etc/kubernetes/{name}.conf", state.kubeconfig(source).read_text(), 0o600)
    machine.write("/var/lib/kubelet/config.yaml", json.dumps(KUBELET, indent=1))
    machine.write("/var/lib/kube-proxy/config.yaml", json.dumps(KUBE_PROXY, indent=1))
    machine.write("/etc/containerd/config.toml", CONTAINERD)
    for registry, mirror in MIRRORS.items():
        machine.write(f"/etc/containerd/certs.d/{registry}/hosts.toml", _hosts_toml(mirror))
    machine.write(f"{CNI_CONFIG}/10-bridge.conflist", json.dumps(_cni(worker), indent=1))


def _hosts_toml(mirror: str) -> str:
    # `server` is where containerd goes when the mirror has not got it: the mirror again, never the real registry
    return f'server = "{mirror}"\n\n[host."{mirror}"]\n  capabilities = ["pull", "resolve"]\n'


def _cni(worker: Worker) -> dict[str, Any]:
    addresses = {
        "type": "host-local",
        "dataDir": "/var/lib/cni/networks",
        "ranges": [[{"subnet": worker.pod_cidr}]],
        "routes": [{"dst": "0.0.0.0/0"}],
    }
    bridge = {"type": "bridge", "bridge": "cni0", "isGateway": True, "hairpinMode": True, "ipMasq": False}
    ports = {"type": "portmap", "capabilities": {"portMappings": True}, "snat": True}
    return {"cniVersion": "0.4.0", "name": "pods", "plugins": [{**bridge, "ipam": addresses}, ports]}
