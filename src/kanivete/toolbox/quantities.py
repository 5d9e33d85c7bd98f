"""Kubernetes' quantities: 100m, 64Mi, 1e3.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

import re
from decimal import Decimal, InvalidOperation

_QUANTITY = re.compile(r"([+-]?[0-9.]{1,30}(?:[eE][+-]?[0-9]{1,2})?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?", re.ASCII)
_FACTORS = {
    "": Decimal(1),
    **{unit: Decimal(1000) ** power for unit, power in zip(("n", "u", "m"), (-3, -2, -1), strict=True)},
    **{unit: Decimal(1000) ** power for power, unit in enumerate(("k", "M", "G", "T", "P", "E"), 1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate(("K", "M", "G", "T", "P", "E"), 1)},
}


def amount(text: object) -> Decimal | None:
    """The number that a quantity means; None where it is none."""
    found = _QUANTITY.fullmatch(str(text).strip())
    if not found:
        return None
    try:
        return Decimal(found[1]) * _FACTORS[found[2] or ""]
    except InvalidOperation:
        return None


def written(resource: str, value: Decimal) -> str:
    """The quantity as people write it: processors in thousandths, bytes in Ki and Mi, rounded down to at least one."""
    if resource == "cpu":
        return f"{max(int(value * 1000), 1)}m"
    mebi, kibi = int(value) >> 20, max(int(value) >> 10, 1)
    return f"{mebi}Mi" if mebi and mebi << 10 == kibi else f"{kibi}Ki"
