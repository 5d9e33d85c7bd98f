#!/bin/sh
# machine-start.sh NAME NETNS ROOT [READ-ONLY-FOLDER=WHERE ...]
# Becomes the keeper of a machine: a set of namespaces whose process 1 is systemd. The machine ends with its keeper.
# The caller has put this process into the machine's cgroups; the cgroup namespace makes them look like the roots.
set -eu
name=$1 netns=$2 root=$3
shift 3
exec nsenter --net="/run/netns/$netns" \
    unshare --mount --uts --ipc --cgroup --pid --fork --kill-child --propagation private \
    /bin/sh "${0%/*}/machine-init.sh" "$name" "$root" "$@"
