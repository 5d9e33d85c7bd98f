#!/bin/sh
# Process 1 of a machine, until systemd takes over: lays out its file system, makes that the root, lets go of the host's.
# Nothing mounted here is seen outside.
set -eu
name=$1 root=$2
shift 2
hostname "$name"
mount --bind "$root" "$root"

read_only() { # HOST-FOLDER WHERE
    mkdir -p "$root$2"
    mount --bind "$1" "$root$2"
    mount -o remount,bind,ro "$root$2"
}
read_only /usr /usr
for pair in "$@"; do read_only "${pair%%=*}" "${pair#*=}"; done

mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$root/run"
mkdir "$root/run/lock"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
mount -t sysfs sysfs "$root/sys"

# The hierarchies as they are mounted on the host, each seen from this machine's own cgroup up. Read-only above them:
# systemd would mount the missing ones, and a new hierarchy is the whole kernel's.
mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
for hierarchy in /sys/fs/cgroup/*; do
    options=$(awk -v at="$hierarchy" '$2 == at && $3 == "cgroup" { print $4 }' /proc/self/mounts)
    [ -n "$options" ] || continue
    mkdir "$root$hierarchy"
    mount -t cgroup -o "$(printf %s "$options" | tr , '\n' | grep -vxE 'r[wo]|relatime|nosuid|nodev|noexec' | paste -sd,)" \
        cgroup "$root$hierarchy"
done
mount -o remount,ro "$root/sys/fs/cgroup"

mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty kmsg fuse; do
    [ -e "/dev/$device" ] || continue
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
mount -t mqueue mqueue "$root/dev/mqueue"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"

cd "$root"
mkdir -p .host
pivot_root . .host
mount -t proc proc /proc
# The kubelet writes these kernel settings, which are the whole machine's: it gets files of its own in their place.
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    file=/run/kernel-settings/${setting%%=*}
    mkdir -p "${file%/*}"
    echo "${setting#*=}" > "$file"
    mount --bind "$file" "/proc/sys/${setting%%=*}"
done
umount -l /.host
rmdir /.host
mount --make-rshared /  # the kubelet's mount propagation
exec env -i container=rig PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin LANG=C.UTF-8 \
    /usr/lib/systemd/systemd --system --unit=machine.target --log-level=info --show-status=false
