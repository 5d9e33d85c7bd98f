"""RBAC rules, as a person would add them."""


def rule(group: str, resource: str, *verbs: str) -> str:
    """A rule of a Role or ClusterRole, as YAML on one line."""
    quoted = ", ".join(f'"{verb}"' for verb in verbs)
    return f'{{apiGroups: ["{group}"], resources: ["{resource}"], verbs: [{quoted}]}}'
