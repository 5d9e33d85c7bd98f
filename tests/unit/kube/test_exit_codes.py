"""What exit codes stand for."""

import pytest

from kanivete.kube.exit_codes import meaning, signal_of


@pytest.mark.parametrize(
    ("code", "name"),
    [(139, "SIGSEGV"), (134, "SIGABRT"), (137, "SIGKILL"), (143, "SIGTERM"), (132, "SIGILL"), (135, "SIGBUS")],
)
def test_codes_above_128_stand_for_signals(code: int, name: str) -> None:
    assert signal_of(code) == name
    assert name in meaning(code)


@pytest.mark.parametrize("code", [0, 1, 2, 127, 128, 255, 193, -1])
def test_other_codes_stand_for_no_signal(code: int) -> None:
    assert signal_of(code) == ""


def test_a_real_time_signal_is_named_by_its_number() -> None:
    assert meaning(128 + 35) == "signal 35"


@pytest.mark.parametrize("code", [0xC0000005, 0xC0000005 - 2**32])
def test_windows_codes_are_known_signed_and_unsigned(code: int) -> None:
    assert "access violation" in meaning(code)


def test_a_programs_own_code_has_no_meaning_that_others_know() -> None:
    assert meaning(42) == ""
