"""A rule as `nft list ruleset` prints it, from its JSON."""

from collections.abc import Callable, Mapping
from typing import Any

_OPERATORS = frozenset(("&", "|", "^", "<<", ">>"))
_NAMED = frozenset(("iifname", "oifname", "iif", "oif", "hour", "day", "time", "iifgroup", "helper"))
_PLAIN_META = frozenset(
    ("iifname", "oifname", "iif", "oif", "iiftype", "oiftype", "iifgroup", "oifgroup", "iifkind", "oifkind")
)
_FLAGS = frozenset(("state", "status", "flags"))


def rule_text(expr: Any, comment: str = "") -> str:
    """The statements, in nft's syntax. What is not known here is shown by its name."""
    parts = [_statement(one) for one in expr if one is not None] if isinstance(expr, list) else []
    if comment:
        parts.append(f'comment "{comment}"')
    return " ".join(part for part in parts if part)


def _statement(json: Any) -> str:
    if isinstance(json, str):
        return json
    if not isinstance(json, Mapping) or len(json) != 1:
        return "?"
    ((name, body),) = json.items()
    try:
        make = _STATEMENTS.get(name)
        return make(body) if make else str(name)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        return str(name)


def _match(body: Any) -> str:
    left, operator = body["left"], body.get("op", "==")
    flags = _is_flags(left)
    right = text(body["right"], quoted=_is_named(left), marks=_is_mark(left))
    shown = text(left, marks=_is_mark(left))
    if isinstance(left, dict) and "&" in left and flags and isinstance(left["&"][1], list) and operator == "==":
        return f"{text(left['&'][0])} {right} / {','.join(map(str, left['&'][1]))}"
    if operator in ("==", "in") and not (isinstance(left, dict) and _OPERATORS & left.keys()):
        return f"{shown} {right}"
    return f"{shown} {'==' if operator == 'in' else operator} {right}"


def _is_flags(left: Any) -> bool:
    if isinstance(left, dict) and "&" in left:
        return _is_flags(left["&"][0])
    body = next(iter(left.values())) if isinstance(left, dict) and left else None
    return isinstance(body, dict) and (body.get("key") in _FLAGS or body.get("field") in _FLAGS)


def _is_named(left: Any) -> bool:
    body = left.get("meta") if isinstance(left, dict) else None
    return isinstance(body, dict) and body.get("key") in _NAMED


def _is_mark(left: Any) -> bool:
    if not isinstance(left, dict) or not left:
        return False
    ((kind, body),) = list(left.items())[:1]
    if kind in _OPERATORS:
        return _is_mark(body[0])
    return kind in ("meta", "ct") and isinstance(body, dict) and body.get("key") == "mark"


def text(json: Any, *, quoted: bool = False, marks: bool = False) -> str:
    """An expression. Names of interfaces are `quoted`; numbers that are `marks` are shown as such."""
    if isinstance(json, bool):
        return "exists" if json else "missing"
    if isinstance(json, str):
        return f'"{json}"' if quoted and not json.startswith("@") else json
    if isinstance(json, list):
        return (",").join(text(one, quoted=quoted) for one in json)
    if marks and isinstance(json, int):
        return f"0x{json:08x}"
    if not isinstance(json, dict) or len(json) != 1:
        return str(json)
    ((kind, body),) = json.items()
    if kind in _OPERATORS:
        return f" {kind} ".join(text(part, marks=marks) for part in body)
    make = _EXPRESSIONS.get(kind)
    if make is not None:
        return make(body)
    if kind == "set":
        among = body if isinstance(body, list) else [body]
        return "{ " + ", ".join(_element(one, quoted, marks) for one in among) + " }"
    if kind == "concat":
        return " . ".join(text(one, quoted=quoted) for one in body)
    if kind == "range":
        return f"{text(body[0], quoted=quoted, marks=marks)}-{text(body[1], quoted=quoted, marks=marks)}"
    if kind == "elem":
        return text(body["val"], quoted=quoted)
    return _statement(json)


def _element(json: Any, quoted: bool, marks: bool) -> str:
    if isinstance(json, list) and len(json) == 2:
        return f"{text(json[0], quoted=quoted, marks=marks)} : {text(json[1])}"
    return text(json, quoted=quoted, marks=marks)


def _meta(body: Any) -> str:
    key = str(body["key"])
    return key if key in _PLAIN_META else f"meta {key}"


def _ct(body: Any) -> str:
    return " ".join(("ct", *([body["dir"]] if body.get("dir") else []), str(body["key"])))


def _payload(body: Any) -> str:
    if "base" in body:
        return f"@{body['base']},{body['offset']},{body['len']}"
    return f"{body['protocol']} {body['field']}"


def _fib(body: Any) -> str:
    flags = body["flags"] if isinstance(body["flags"], list) else [body["flags"]]
    return f"fib {' . '.join(flags)} {body['result']}"


def _numgen(body: Any) -> str:
    offset = f" offset {body['offset']}" if body.get("offset") else ""
    return f"numgen {body['mode']} mod {body['mod']}{offset}"


def _hash(body: Any) -> str:
    return f"jhash {text(body['expr'])} mod {body['mod']}"


def _map(body: Any) -> str:
    return f"{text(body['key'])} map {text(body['data'])}"


_EXPRESSIONS: dict[str, Callable[[Any], str]] = {
    "meta": _meta,
    "ct": _ct,
    "payload": _payload,
    "fib": _fib,
    "numgen": _numgen,
    "jhash": _hash,
    "map": _map,
    "prefix": lambda body: f"{body['addr']}/{body['len']}",
    "rt": lambda body: f"rt {body['key']}",
    "socket": lambda body: f"socket {body['key']}",
    "tcp option": lambda body: f"tcp option {body['name']} {body.get('field', '')}".rstrip(),
    "exthdr": lambda body: f"exthdr {body['name']} {body.get('field', '')}".rstrip(),
}


def _vmap(body: Any) -> str:
    return f"{text(body['key'])} vmap {text(body['data'], quoted=False)}"


def _counter(body: Any) -> str:
    if isinstance(body, str):
        return f'counter name "{body}"'
    return f"counter packets {body['packets']} bytes {body['bytes']}" if body else "counter"


def _reject(body: Any) -> str:
    if not body:
        return "reject"
    if body.get("type") == "tcp reset":
        return "reject with tcp reset"
    return f"reject with {body['type']} {body['expr']}"


def _log(body: Any) -> str:
    parts = ["log"]
    known = [key for key in ("prefix", "group", "snaplen", "queue-threshold", "level") if body and key in body]
    return " ".join((*parts, *(f'{key} "{body[key]}"' if key == "prefix" else f"{key} {body[key]}" for key in known)))


def _limit(body: Any) -> str:
    over = "over " if body.get("inv") else ""
    unit = f" {body['rate_unit']}" if body.get("rate_unit", "packets") != "packets" else ""
    burst = f" burst {body['burst']} {body.get('burst_unit', 'packets')}" if body.get("burst", 5) != 5 else ""
    return f"limit rate {over}{body['rate']}{unit}/{body['per']}{burst}"


def _mangle(body: Any) -> str:
    return f"{text(body['key'])} set {text(body['value'], marks=_is_mark(body['key']))}"


def _to(name: str, body: Any) -> str:
    if not body:
        return name
    family = f" {body['family']}" if body.get("family") else ""
    address = text(body["addr"]) if "addr" in body else ""
    port = f":{text(body['port'])}" if "port" in body else ""
    flags = body.get("flags") or []
    tail = ",".join([flags] if isinstance(flags, str) else flags)
    to = f"{family} to {address}{port}" if address or port else ""
    return f"{name}{to}{' ' + tail if tail else ''}"


def _set(body: Any) -> str:
    extra = "".join(f" {_statement(one)}" for one in body.get("stmt") or [])
    return f"{body['op']} {body['set']} {{ {text(body['elem'])}{extra} }}"


_STATEMENTS: dict[str, Callable[[Any], str]] = {
    "match": _match,
    "vmap": _vmap,
    "counter": _counter,
    "reject": _reject,
    "log": _log,
    "limit": _limit,
    "mangle": _mangle,
    "set": _set,
    "jump": lambda body: f"jump {body['target']}",
    "goto": lambda body: f"goto {body['target']}",
    "dnat": lambda body: _to("dnat", body),
    "snat": lambda body: _to("snat", body),
    "redirect": lambda body: _to("redirect", body),
    "masquerade": lambda body: _to("masquerade", body),
    "xt": lambda body: f"xt {body['type']} {body['name']}",
    "ct count": lambda body: f"ct count {'over ' if body.get('inv') else ''}{body['val']}",
    "quota": lambda body: f"quota {'over ' if body.get('inv') else ''}{body['val']} {body.get('val_unit', 'bytes')}",
    "queue": lambda body: f"queue num {text(body['num'])}" if body and "num" in body else "queue",
}
