# Prints what a node tells about itself, in parts: a line `MARK begin NAME`, the part, a line `MARK end NAME CODE SAID`.
# Changes nothing. Private keys are not read. A part runs in a subshell: it leaves nothing behind for the next.

part() {
  name=$1
  shift
  printf '%s begin %s\n' "$mark" "$name"
  # Standard error into a variable, standard output through.
  { said=$( { "$@"; } 2>&1 >&3 3>&- ); code=$?; } 3>&1
  printf '\n%s end %s %s %s\n' "$mark" "$name" "$code" "$(printf %s "$said" | tr '\n' ' ' | cut -c1-300)"
}

units() {
  has systemctl || { echo 'systemctl is not there' >&2; return 127; }
  $limit systemctl show --no-pager \
    -p Id -p LoadState -p ActiveState -p SubState -p Result -p ExecMainStatus -p NRestarts \
    -p StateChangeTimestamp -p UnitFileState \
    kubelet containerd crio docker cri-docker k3s k3s-agent rke2-server rke2-agent k0scontroller k0sworker \
    snap.microk8s.daemon-kubelite snap.microk8s.daemon-containerd </dev/null
}

kubelet_pid() {
  for program in kubelet k3s-agent k3s-server k3s kubelite rke2 k0s; do
    pid=$(pidof "$program" 2>/dev/null | cut -d' ' -f1)
    if [ -n "$pid" ]; then echo "$pid"; return; fi
  done
}

# Only the one option: others may hold tokens. Given twice, the last counts.
kubeconfig_of() {
  root cat "/proc/$1/cmdline" 2>/dev/null | tr '\000' '\n' |
    sed -n -e 's/^--\{0,1\}kubeconfig=//p' -e '/^--\{0,1\}kubeconfig$/{n;p;}' | tail -n 1
}

kubeconfig() {
  pid=$(kubelet_pid)
  found=''
  if [ -n "$pid" ]; then echo "pid $pid"; found=$(kubeconfig_of "$pid"); fi
  if [ -z "$found" ] && has systemctl; then
    found=$($limit systemctl cat kubelet 2>/dev/null </dev/null |
      sed -n 's/.*[ "=]--kubeconfig[= ]\([^ "]*\).*/\1/p' | tail -n 1)
  fi
  for file in "$found" /etc/kubernetes/kubelet.conf /var/lib/kubelet/kubeconfig /etc/kubernetes/kubelet/kubeconfig \
    /var/lib/rancher/k3s/agent/kubelet.kubeconfig /var/lib/rancher/rke2/agent/kubelet.kubeconfig \
    /var/snap/microk8s/current/credentials/kubelet.config /var/lib/k0s/kubelet.conf \
    /etc/kubernetes/bootstrap-kubelet.conf; do
    [ -n "$file" ] && root test -e "$file" || continue
    text=$(root cat "$file" | tr ',{}' '\n\n\n' |
      sed -n -e 's/^[[:space:]-]*"\{0,1\}\(server\|client-certificate\|client-certificate-data\)"\{0,1\}[[:space:]]*:[[:space:]]*"\{0,1\}\([^"[:space:]]*\).*/\1 \2/p')
    printf 'path %s\n%s\n' "$file" "$text"
    certificate=$(printf '%s\n' "$text" | sed -n 's/^client-certificate //p' | head -n 1)
    if [ -n "$certificate" ]; then
      root sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' "$certificate"
    fi
    return 0
  done
  echo 'no kubeconfig of a kubelet was found' >&2
  return 1
}

balancer() {
  for file in /var/lib/rancher/k3s/agent/etc/k3s-agent-load-balancer.json \
    /var/lib/rancher/rke2/agent/etc/rke2-agent-load-balancer.json; do
    if root test -e "$file"; then root cat "$file"; return; fi
  done
}

route() {
  host=$(kubeconfig 2>/dev/null | sed -n 's/^server //p' | head -n 1 | sed -e 's,^[a-z]*://,,' -e 's,/.*,,' -e 's/:[0-9]*$//' -e 's/^\[//' -e 's/\]$//')
  case $host in
  '') return 0 ;;
  *[!0-9a-fA-F.:]*)
    has getent || { echo "getent is not there to resolve $host" >&2; return 127; }
    address=$($limit getent ahosts "$host" </dev/null | head -n 1 | cut -d' ' -f1)
    [ -n "$address" ] || { echo "$host cannot be resolved on the node" >&2; return 2; } ;;
  *) address=$host ;;
  esac
  has ip || { echo 'ip is not there' >&2; return 127; }
  $limit ip route get "$address"
}

folders() {
  for folder in / /var/lib/kubelet /var/lib/containerd /var/lib/containers /var/lib/docker /var/lib/rancher /var/log; do
    if [ -d "$folder" ]; then echo "$folder"; fi
  done
}

disks() {
  for folder in $(folders); do
    printf 'space %s ' "$folder"; $limit df -P -k "$folder" | tail -n 1
    printf 'inodes %s ' "$folder"; $limit df -P -i "$folder" 2>/dev/null | tail -n 1
    echo
  done
}

read_only() {
  while read -r _device place _type options _rest; do
    case $options in ro | ro,*) printf '%s\n' "$place" ;; esac
  done </proc/mounts
}

# Rules of the old kernel interface, where iptables itself uses the new one.
legacy() {
  names=$2
  { has "$1" && [ -e "$names" ]; } || return 0
  case $(iptables --version 2>/dev/null) in *nf_tables*) ;; *) return 0 ;; esac
  [ -n "$(root cat "$names" 2>/dev/null)" ] || return 0
  root "$1" -c
}

dump() {
  tool=$1
  has "$tool" || { echo "$tool is not there" >&2; return 127; }
  root "$@"
}

firewall() {
  part iptables-save dump iptables-save -c
  part ip6tables-save dump ip6tables-save -c
  part iptables-legacy-save legacy iptables-legacy-save /proc/net/ip_tables_names
  part ip6tables-legacy-save legacy ip6tables-legacy-save /proc/net/ip6_tables_names
  part nft dump nft -j list ruleset
  part ipset dump ipset save
}

is_root() {
  [ "$uid" = 0 ] || may_sudo iptables-save
}

machine() {
  part clock date +%s
  part who id -un
  part host uname -n
  part root is_root
}

node() {
  part units units
  part kubeconfig kubeconfig
  part balancer balancer
  part route route
  part disks disks
  part read-only read_only
  part swaps cat /proc/swaps
  part uptime cat /proc/uptime
}
