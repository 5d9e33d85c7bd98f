# Prints the kubelet's log after one line that says where it is from: `journal`, `file PATH`, or `none WHY`.

readable() {
  [ "$uid" = 0 ] || may_sudo journalctl && return 0
  case " $(id -nG 2>/dev/null) " in *' systemd-journal '* | *' adm '* | *' wheel '*) return 0 ;; esac
  return 1
}

journal() {
  root journalctl -q --no-pager -u kubelet -u k3s -u k3s-agent -u rke2-server -u rke2-agent -u k0scontroller \
    -u k0sworker -u snap.microk8s.daemon-kubelite -u snap.microk8s.daemon-kubelet "$@"
}

files() {
  for file in /var/log/kubelet.log /var/log/k3s.log /var/log/syslog /var/log/messages /var/log/daemon.log; do
    root test -e "$file" || continue
    root test -r "$file" || { refused=$file; continue; }
    root grep -a -q -E 'kubelet|k3s|rke2' "$file" || continue
    printf 'file %s\n' "$file"
    limit=''
    case $file in
    */kubelet.log | */k3s.log) root tail -c "$most" "$file" ;;
    *) root tail -c "$most" "$file" | grep -a -E 'kubelet|k3s|rke2' ;;
    esac
    exit 0
  done
}

why='no journalctl'
refused=''
if has journalctl; then
  if ! readable; then
    why='no rights'
  elif [ -n "$(journal -n 1 -o cat 2>/dev/null)" ]; then
    echo journal
    limit=''
    if [ -n "$(journal --since "$since seconds ago" -n 1 -o cat 2>/dev/null)" ]; then
      journal --since "$since seconds ago" -o short-iso
    else
      journal -n 5000 -o short-iso
    fi
    exit
  else
    why='no entries'
  fi
fi
files
if [ -n "$refused" ]; then why='no rights'; fi
echo "none $why"
