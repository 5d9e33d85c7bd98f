"""What tells nothing by itself: the words by which kubectl shows that something is wrong, and what to paste instead."""

from dataclasses import dataclass

from kanivete.i18n import N_, _

_LOG = N_("{symptom} does not say why: paste `kubectl logs POD --previous`.")
_POD = N_("{symptom} does not say why: paste `kubectl describe pod POD`.")
_NODE = N_("{symptom} does not say why: paste `journalctl -u kubelet` of that node.")
_SYMPTOMS = {
    "CrashLoopBackOff": ("crash", _LOG),
    "ImagePullBackOff": ("image", _POD),
    "ErrImagePull": ("image", _POD),
    "CreateContainerConfigError": ("config", _POD),
    "CreateContainerError": ("crash", _POD),
    "RunContainerError": ("crash", _POD),
    "FailedMount": ("volume", _POD),
    "FailedAttachVolume": ("volume", _POD),
    "FailedScheduling": ("scheduling", _POD),
    "Pending": ("scheduling", _POD),
    "NodeNotReady": ("node", _NODE),
    "NotReady": ("node", _NODE),
}
"""What kubectl shows, the family of its causes, and where they are told."""


@dataclass(frozen=True)
class Symptom:
    """A word that kubectl shows, the family of most of its causes, and what to paste, in the reader's language."""

    name: str
    family: str
    hint: str


def symptom_named(word: str) -> Symptom | None:
    """The symptom of that name, in whatever case; `Init:` may stand before it, as kubectl writes it."""
    wanted = word.rpartition(":")[2].lower()
    return next((_symptom(name) for name in _SYMPTOMS if name.lower() == wanted), None)


def helpful(text: str) -> tuple[str, ...]:
    """What to paste instead of a text in which nothing was recognised."""
    if not text.strip():
        return (_("It is empty."),)
    # One of each family: ErrImagePull stands beside ImagePullBackOff, and NotReady in NodeNotReady.
    known = {(found := _symptom(name)).family: found.hint for name in reversed(_SYMPTOMS) if name in text}
    return tuple(reversed(known.values())) or (
        _(
            "What helps: the whole of `kubectl describe pod POD` or `kubectl describe node NODE`, `kubectl logs POD"
            " --previous`, or `journalctl -u kubelet` of the node. `kanivete diagnose` looks for itself."
        ),
    )


def _symptom(name: str) -> Symptom:
    family, hint = _SYMPTOMS[name]
    return Symptom(name, family, _(hint).format(symptom=name))
