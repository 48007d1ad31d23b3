"""How much of the lane may run at once, all visitors together: nobody is told apart, so nobody is counted.

Deriving a receipt's key takes 64 MiB and a core for a moment, so that guessing is dear; this is where it stays bounded.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tidtam.kernel.problem import Problem

CORES = os.cpu_count() or 1
QUEUE = 50
GUESSES_PER_SECOND = 5.0
TIPS_PER_SECOND = 10.0


class Busy(Problem):
    """Too many at once: try again in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__("tips.busy", "ตอนนี้มีผู้ใช้มาก รอสักครู่แล้วกดอีกครั้ง ข้อความที่พิมพ์ยังอยู่", seconds=seconds)
        self.seconds = seconds


class Slots:
    """So many at once, so many waiting, the rest is refused."""

    def __init__(self, slots: int, queue: int = QUEUE, seconds: float = 20) -> None:
        self._free = threading.BoundedSemaphore(slots)
        self._places = threading.BoundedSemaphore(slots + queue)
        self._seconds = seconds

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Run the block in one of the slots. Errors: Busy."""
        if not self._places.acquire(blocking=False):
            raise Busy(10)
        try:
            if not self._free.acquire(timeout=self._seconds):
                raise Busy(10)
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._places.release()


class Pace:
    """So many a second over everybody, evenly; who would wait longer than the queue is long is refused."""

    def __init__(self, per_second: float, queue: int = QUEUE) -> None:
        self._gap, self._queue = 1 / per_second, queue
        self._next = 0.0
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for one's turn. Errors: Busy."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            if turn - now > self._queue * self._gap:
                raise Busy(int(self._queue * self._gap) + 1)
            self._next = turn + self._gap
        if turn > now:
            time.sleep(turn - now)


# Half of the cores make the keys of new receipts, half try receipts: whoever sends a tip does not stand behind those
# who guess, and together they take no more cores than there are. Of those who try, fifty wait at most.
deriving = Slots(CORES - CORES // 2)
guessing = Slots(max(1, CORES // 2), queue=20, seconds=10)
guesses = Pace(GUESSES_PER_SECOND, queue=25)
tips = Pace(TIPS_PER_SECOND)
# Bodies held in memory at once: eight of ten megabytes, each about three times over while it is sealed.
bodies = Slots(8, queue=16)
cleaning = Slots(CORES, queue=16)
