"""Answers that are looked up once, however many threads ask at the same time."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Flights:
    """A cache of answers by question. An error is an answer too: whoever asks again gets the same one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[Hashable, Future[Any]] = {}

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """The answer: asked for here if nobody did, waited for if somebody is at it."""
        with self._lock:
            answer = self._answers.get(key)
            mine = answer is None
            if answer is None:
                answer = self._answers[key] = Future()
        if mine:
            try:
                answer.set_result(ask())
            except BaseException as error:
                answer.set_exception(error)
        return cast("T", answer.result())

    def known(self, key: Hashable) -> object | None:
        """The answer if it is there already."""
        with self._lock:
            answer = self._answers.get(key)
        if answer is None or not answer.done() or answer.exception():
            return None
        return cast("object", answer.result())

    def put(self, key: Hashable, answer: object) -> None:
        """Remember an answer that came by the way."""
        with self._lock:
            if key not in self._answers:
                self._answers[key] = Future()
                self._answers[key].set_result(answer)
