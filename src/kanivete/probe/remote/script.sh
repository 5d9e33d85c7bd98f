# Tries targets with what is there. Lines that begin with KV are the answer: see kanivete.probe.remote.lines.

no_python() {
    for python in python3 python; do
        command -v $python >/dev/null 2>&1 || continue
        $python -c 'import sys; sys.exit(sys.version_info < (3, 7))' </dev/null >/dev/null 2>&1 || continue
        $python -c "$program" </dev/null && return 1
    done
    return 0
}

next() {
    printf 'KV %s none\n' "$1"
}
