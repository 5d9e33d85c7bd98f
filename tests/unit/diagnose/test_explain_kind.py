"""What kind of text a line is, from the line alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.catalogue.entry import Where
from kanivete.diagnose.explain.kind import Shape, guess, look
from kanivete.diagnose.explain.tidy import tidy

LINES = {
    "Warning  Failed     2m (x4 over 5m)    kubelet            Error: ErrImagePull": Shape.EVENT_ROW,
    "1m          Warning   FailedScheduling   pod/web-2   0/2 nodes are available.": Shape.EVENT_ROW,
    "shop  1m    Normal   Pulled   pod/web-2     Successfully pulled image": Shape.EVENT_ROW,
    "alpine-7f5bc6-2q        0/1     ImagePullBackOff             0               10m": Shape.POD_ROW,
    "shop   greedy-1   0/1     OOMKilled   5 (20s ago)     10m": Shape.POD_ROW,
    "Ready   Unknown   Sun, 22 Nov 2026 08:00:00 +0000   Sun, 22 Nov 2026 08:01:00 +0000   NodeStatusUnknown   Kubelet"
    " stopped posting node status.": Shape.CONDITION_ROW,
    "Message:      container has runAsNonRoot and image will run as root": Shape.MESSAGE_FIELD,
    '"message": "configmap \\"x\\" not found",': Shape.MESSAGE_FIELD,
    "Reason:       OOMKilled": Shape.REASON_FIELD,
    "reason: OOMKilled": Shape.REASON_FIELD,
    'E1122 10:00:00.1     912 controller.go:201] "Failed to ensure lease exists"': Shape.NODE_LOG,
    "Nov 22 10:00:00 w1 systemd[1]: Started kubelet.service": Shape.NODE_LOG,
    "2026-11-22T10:00:00+0000 w1 kernel: nf_conntrack: table full, dropping packet": Shape.NODE_LOG,
    "0/2 nodes are available: 2 Insufficient cpu.": Shape.KUBERNETES,
    'Failed to pull image "x": rpc error': Shape.KUBERNETES,
    "2026-11-22 10:00:00 ERROR upstream says: manifest unknown": Shape.OTHER,
    "Node-Selectors:              <none>": Shape.FIELD,
    "Events:": Shape.HEADING,
    "Name:         web-1": Shape.HEADING,
    "Traceback (most recent call last):": Shape.OTHER,
    "": Shape.BLANK,
}


@pytest.mark.parametrize(("line", "shape"), LINES.items(), ids=LINES)
def test_a_line_has_a_shape(line: str, shape: Shape) -> None:
    assert look(line).shape is shape


def test_a_row_of_events_holds_its_message_its_reason_and_its_count() -> None:
    seen = look("Warning  Failed  2m (x4 over 5m)  kubelet  Error: ErrImagePull")
    assert (seen.message, seen.reason, seen.count) == ("Error: ErrImagePull", "Failed", 4)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("0/2 nodes are available: 2 Insufficient cpu.", Where.EVENT),
        ('E1122 10:00:00.1 912 kubelet.go:1] "x"', Where.KUBELET_LOG),
        ("Traceback (most recent call last):\nKeyError: 'x'", Where.CONTAINER_LOG),
        ("", Where.CONTAINER_LOG),
    ],
)
def test_the_kind_of_a_text_is_guessed(text: str, where: Where) -> None:
    assert guess(text) is where


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("> quoted", "quoted"),
        (">> > twice", "twice"),
        ("- a bullet", "a bullet"),
        ("* another", "another"),
        ("1. numbered", "numbered"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text\r", "text"),
        ("[pod/web-1/main] said", "said"),
        ("\u00a0\u00a0set in", "set in"),
    ],
)
def test_what_chats_and_terminals_add_is_taken_away(raw: str, text: str) -> None:
    assert [line.text for line in tidy(raw)] == [text]


def test_fences_go_and_line_numbers_stay() -> None:
    assert [(line.number, line.text) for line in tidy("```text\nhere\n```")] == [(2, "here")]


@given(st.text())
def test_any_text_has_a_shape(text: str) -> None:
    for line in tidy(text):
        look(line.text)
    assert guess(text) in Where
