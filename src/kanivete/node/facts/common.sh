# What the scripts share. $sudo: `yes` where sudo may be used, without a password.
LC_ALL=C TZ=UTC0
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin:/snap/bin
export LC_ALL TZ PATH
uid=$(id -u 2>/dev/null || echo unknown)
if timeout 5 true 2>/dev/null; then limit='timeout 20'; else limit=''; fi

has() {
  command -v "$1" >/dev/null 2>&1
}

may_sudo() {
  [ "$uid" != 0 ] && [ "$sudo" = yes ] && has sudo && sudo -n -l "$1" >/dev/null 2>&1 </dev/null
}

# Runs a program as root where that is allowed. Its input is empty: the script may itself come by standard input.
root() {
  if may_sudo "$1"; then $limit sudo -n "$@" </dev/null; else $limit "$@" </dev/null; fi
}
