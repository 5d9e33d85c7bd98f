# Tries targets with what is there. Lines that begin with KV are the answer: see kanivete.probe.remote.lines.

# a proxy would answer in the place of what is tried
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

have() {
    command -v "$1" >/dev/null 2>&1
}

no_python() {
    for python in python3 python; do
        have $python || continue
        $python -c 'import sys; sys.exit(sys.version_info < (3, 7))' </dev/null >/dev/null 2>&1 || continue
        # as input: one word of a command may not be longer than 128 KiB, and authorities are
        printf %s "$program" | $python - && return 1
    done
    return 0
}

say() {
    printf 'KV %s %.3000s\n' "$number" "$*"
}

ticks() {
    now=
    [ -r /proc/uptime ] && read -r now _ </proc/uptime
}

# limited SECONDS WORD ...: run it with $input, and end it when it takes too long
limited() {
    limit=$1
    shift
    if [ -n "$input" ]; then
        "$@" <<END &
$input
END
    else
        "$@" </dev/null &
    fi
    running=$!
    { sleep "$limit" && kill "$running"; } >/dev/null 2>&1 &
    watching=$!
    wait "$running"
    ended=$?
    kill "$watching" >/dev/null 2>&1
    return $ended
}

# run STEP PROGRAM SECONDS WORD ...: say what it prints and how it ends; both stay in $out and $status
run() {
    step=$1 name=$2 limit=$3
    shift 3
    ticks
    began=$now
    out=$(limited "$limit" "$@" 2>&1; printf '\nended %s' $?)
    ticks
    status=${out##*ended }
    out=${out%ended*}
    say "run $step $name $address"
    printf '%s\n' "$out" | while IFS= read -r line; do say "out $line"; done
    say "end $status $began $now"
}

add() {
    case " $addresses " in *" $1 "*) ;; *) addresses="$addresses $1" ;; esac
}

# the addresses of $host in $addresses; as the C library has them, else as the DNS server has them
look_up() {
    case $host in
        *:*) addresses=$host; return ;;
        *[!0-9.]*) addresses= ;;
        *) addresses=$host; return ;;
    esac
    search= ndots=1
    while read -r word rest; do
        say "conf $word $rest"
        case $word in
            search) search=$rest ;;
            options) case " $rest" in *" ndots:"*) ndots=${rest#*ndots:} ndots=${ndots%%[!0-9]*} ;; esac ;;
        esac
    done </etc/resolv.conf
    if have getent; then
        run name getent "$seconds" getent ahosts "$host"
        while read -r first kind _; do [ "$kind" = STREAM ] && add "$first"; done <<END
$out
END
        [ -n "$addresses" ] && return
    fi
    if [ -z "$addresses" ] && [ -r /etc/hosts ]; then
        while read -r first rest; do
            case " $rest " in *" $host "*) case $first in '#'*) ;; *) add "$first" ;; esac ;; esac
        done </etc/hosts
        [ -n "$addresses" ] && say "hosts $addresses" && return
    fi
    if have nslookup; then
        dots=${host%.} dots=$(printf %s "$dots" | while IFS=. read -r one; do IFS=.; set -- $one; echo $#; done)
        candidates=$host.
        case $host in *.) candidates=$host search= ;; esac
        for domain in $search; do
            case $domain in .) continue ;; esac
            if [ "${dots:-1}" -gt "$ndots" ]; then candidates="$candidates $host.${domain%.}."
            else candidates="${candidates%"$host."}$host.${domain%.}. $host."; fi
        done
        for candidate in $candidates; do
            address=$candidate
            run dns nslookup "$seconds" nslookup "$candidate"
            answered=
            while read -r first second third _; do
                case $first in
                    Name:) answered=1 ;;
                    Address:) [ -n "$answered" ] && add "$second" ;;
                    Address) [ -n "$answered" ] && add "$third" ;;
                esac
            done <<END
$out
END
            [ -n "$addresses" ] && return
            # a server that is silent now is silent for the next name as well
            case $status$out in 143* | *'timed out'* | *'no servers could'*) break ;; esac
        done
    fi
    have getent || have nslookup || addresses=$host
}

cr=$(printf '\r')

# a request as all the programs below send it
request() {
    place=$server
    case $place in *:*) place="[$place]" ;; esac
    input="GET $path HTTP/1.1$cr
Host: $place:$port$cr
User-Agent: kanivete$cr
Accept: */*$cr
Connection: close$cr
$cr"
}

perl_program='
use strict; use Socket; my ($host, $port, $seconds, $kind, $request) = @ARGV; my $s; my $done = 0;
sub bad { my $n = ""; for (keys %!) { $n = $_ if $!{$_} && !/^(EWOULDBLOCK|ENOTSUP|EDEADLOCK)$/ } print "errno $n $!\n"; exit 1 }
my $type = $kind eq "udp" ? SOCK_DGRAM : SOCK_STREAM;
my ($family, $to) = $host =~ /:/ ? (AF_INET6, Socket::pack_sockaddr_in6($port, Socket::inet_pton(AF_INET6, $host)))
    : (AF_INET, Socket::pack_sockaddr_in($port, Socket::inet_aton($host)));
socket($s, $family, $type, 0) or bad(); $SIG{ALRM} = sub { print "errno ETIMEDOUT\n" if !$done; exit 1 };
alarm $seconds; connect($s, $to) or bad(); $done = 1 if $kind ne "udp";
print "connected\n" if $done && !$request;
if ($kind eq "udp") { my $q = $port == 53 ? pack("n6CnN", 7, 256, 1, 0, 0, 0, 0, 1, 1) : "\0" x 8; $q = substr($q, 0, 17) if $port == 53;
    send($s, $q, 0) or bad(); defined recv($s, my $a, 4096, 0) or bad(); print "answered\n"; exit 0 }
if ($request) { $SIG{PIPE} = "IGNORE"; syswrite $s, $request; my $n = 0; while ($n < 8000) {
    my $r = sysread $s, my $a, 4096; defined $r or bad(); last if !$r; $n += $r; syswrite STDOUT, $a } }
'

# busybox has none of these, and some of its builds crash at -T
wget_words() {
    case $(wget --version 2>&1 </dev/null) in *GNU*) echo "-t 1 -T $seconds --max-redirect=0" ;; esac
}

tcp() {
    if have perl && perl -MSocket -e1 </dev/null 2>/dev/null; then
        run tcp perl $((seconds + 2)) perl -e "$perl_program" "$address" "$port" "$seconds" tcp ''
    elif have bash; then
        run tcp bash "$seconds" bash -c 'exec 3<>"/dev/tcp/$0/$1" && echo connected' "$address" "$port"
    elif have nc; then
        case $(nc -h 2>&1 </dev/null) in
            *-z*) run tcp nc $((seconds + 2)) nc -v -z -w "$seconds" "$address" "$port" ;;
            *'-e PROG'*) run tcp nc $((seconds + 2)) nc -w "$seconds" "$address" "$port" -e true ;;
            *) run tcp nc "$seconds" nc -v -w "$seconds" "$address" "$port" ;;
        esac
    elif have curl; then
        # curl tells of the connection when it does TLS or HTTP; alone it would stay connected to the end
        [ -z "$tls$path" ] || return 0
        case $(curl -V) in
            *telnet*) set -- "telnet://$bracketed:$port" ;;
            *) set -- "http://$bracketed:$port" ;;
        esac
        run tcp curl $((seconds + 1)) curl -q -sS -v --noproxy '*' --connect-timeout "$seconds" -o /dev/null "$@"
    elif have wget; then
        run tcp wget $((seconds + 2)) wget $(wget_words) -O /dev/null "http://$bracketed:$port/"
    else
        say "missing tcp python3, perl, bash, nc, curl, wget"
        return 1
    fi
}

datagram() {
    if have perl && perl -MSocket -e1 </dev/null 2>/dev/null; then
        run udp perl $((seconds + 2)) perl -e "$perl_program" "$address" "$port" "$seconds" udp ''
    elif have bash; then
        run udp bash $((seconds + 2)) bash -c 'exec 3<>"/dev/udp/$0/$1" || exit 1
            if [ "$1" = 53 ]; then printf "\7\7\1\0\0\1\0\0\0\0\0\0\0\0\1\0\1" >&3; else printf "\0\0\0\0\0\0\0\0" >&3; fi
            IFS= read -r -d "" -t "$2" -u 3 answer && echo answered' "$address" "$port" "$seconds"
    elif [ "$port" = 53 ] && have nslookup; then
        run udp nslookup $((seconds + 2)) nslookup localhost. "$address"
    else
        say "missing udp python3, perl, bash"
    fi
}

# curl does TLS and HTTP at once: first as a client that trusts as usual, then as one that does not care
with_curl() {
    kind=$1 scheme=$2
    shift 2
    run "$kind" curl $((seconds + 2)) curl -q -sS -v --noproxy '*' -m "$seconds" -o /dev/null -D - "$@" \
        --connect-to "::$bracketed:$port" -A kanivete \
        -w 'times %{time_connect} %{time_appconnect} %{time_starttransfer}\n%{certs}\n' "$scheme://$named:$port${path:-/}"
}

tls() {
    if have openssl; then
        run tls openssl "$seconds" openssl s_client -connect "$bracketed:$port" -servername "$server" -showcerts
    elif have curl; then
        with_curl tls https
        case $status in 51 | 60 | 77) with_curl look https -k ;; esac
    else
        say "missing tls python3, openssl, curl"
        return 1
    fi
}

http() {
    scheme=http
    [ -n "$tls" ] && scheme=https
    if have curl; then
        with_curl http $scheme -k
        return
    fi
    request
    if [ -z "$tls" ] && have perl && perl -MSocket -e1 </dev/null 2>/dev/null; then
        asked=$input input=
        run http perl $((seconds + 2)) perl -e "$perl_program" "$address" "$port" "$seconds" tcp "$asked
"
    elif [ -z "$tls" ] && have bash; then
        asked=$input input=
        run http bash $((seconds + 2)) bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "%s\n" "$2" >&3 || exit 1
            IFS= read -r -N 4000 -t "$3" -u 3 answer; ended=$?; printf "%s" "$answer"; [ -n "$answer" ] || exit $ended' \
            "$address" "$port" "$asked" "$seconds"
    elif [ -z "$tls" ] && have nc; then
        run http nc $((seconds + 2)) nc -w "$seconds" "$address" "$port"
    elif [ -n "$tls" ] && have openssl; then
        run http openssl "$seconds" openssl s_client -quiet -connect "$bracketed:$port" -servername "$server"
    elif have wget; then
        input=
        [ -z "$tls" ] || set -- --no-check-certificate
        run http wget $((seconds + 2)) wget $(wget_words) -S -O /dev/null "$@" "$scheme://$named:$port$path"
    else
        say "missing http python3, curl, wget"
    fi
    input=
}

# one NUMBER HOST PORT PROTOCOL TLS PATH NAME
one() {
    number=$1 host=$2 port=$3 protocol=$4 tls=$5 path=$6 server=$7 input= address=$2
    named=$server
    case $named in *:*) named="[$named]" ;; esac
    look_up
    tried=0
    for address in $addresses; do
        [ $tried -lt 4 ] || break
        tried=$((tried + 1))
        bracketed=$address
        case $address in *:*) bracketed="[$address]" ;; esac
        if have ip && [ $tried = 1 ]; then run route ip 2 ip route get "$address"; fi
        [ -n "$port" ] || break
        if [ "$protocol" = udp ]; then datagram; break; fi
        status=0 out=
        tcp || break
        case $status in 0) ;; *) case $out in *'onnected to '*|*connected*) ;; *) continue ;; esac ;; esac
        if [ -n "$tls" ]; then tls; fi
        if [ -n "$path" ]; then http; fi
        break
    done
    say over
}

running_now=0
next() {
    one "$@" &
    running_now=$((running_now + 1))
    if [ $running_now -ge 16 ]; then
        wait
        running_now=0
    fi
}
