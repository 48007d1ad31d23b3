"""Receipts, their check digit and their key; the age identity they make."""

from __future__ import annotations

import threading
import time

import pytest
from pyrage import x25519

from tidtam.kernel.problem import Problem
from tidtam.tips import gates, sealing
from tidtam.tips.rules import agekey, receipts


def test_a_receipt_finds_every_wrong_digit_and_every_swapped_pair():
    for _ in range(40):
        receipt = receipts.new()
        assert len(receipt) == 20 and receipts.holds(receipt)
        for at in range(20):
            for digit in "0123456789":
                if digit != receipt[at]:
                    assert not receipts.holds(receipt[:at] + digit + receipt[at + 1 :])
        for at in range(19):
            one, two = receipt[at : at + 2]
            if one != two:
                assert not receipts.holds(receipt[:at] + two + one + receipt[at + 2 :])


def test_a_receipt_is_read_as_people_write_it():
    receipt = receipts.new()
    thai = receipt.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert receipts.read(receipts.grouped(receipt)) == receipts.read(f" {thai[:10]}-{thai[10:]} ") == receipt
    for bad, code in (("123", "tips.receipt_length"), ("x" * 20, "tips.receipt_length")):
        with pytest.raises(Problem) as caught:
            receipts.read(bad)
        assert caught.value.code == code
    wrong = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    with pytest.raises(Problem) as caught:
        receipts.read(wrong)
    assert caught.value.code == "tips.receipt_digit"


def test_receipts_come_from_the_system_and_fill_their_room(monkeypatch):
    asked = []
    monkeypatch.setattr(receipts.secrets, "randbelow", lambda most: asked.append(most) or most - 1)
    assert receipts.new()[:19] == "9" * 19
    assert asked == [10**19]


def test_an_identity_of_32_bytes_is_one_age_reads():
    key = x25519.Identity.generate()
    # What age itself writes, written again from its bytes.
    text = str(key)
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    number = 0
    for letter in text.lower().rpartition("1")[2][:-6]:
        number = number << 5 | letters.index(letter)
    raw = (number >> 4).to_bytes(32, "big")
    assert agekey.identity(raw) == text


def test_one_receipt_one_key_and_only_with_its_salt(monkeypatch):
    monkeypatch.setattr(sealing, "MEMORY_KIB", 1024)
    receipt, salt = receipts.new(), sealing.new_salt()
    key = sealing.identity(receipt, salt)
    sealed = sealing.seal("ถามว่าอะไร".encode(), [str(key.to_public())])
    assert sealing.unseal(sealed, sealing.identity(receipt, salt)).decode() == "ถามว่าอะไร"
    with pytest.raises(Problem):
        sealing.unseal(sealed, sealing.identity(receipt, sealing.new_salt()))
    assert sealing.lookup(receipt) != sealing.lookup(receipts.new()) and len(sealing.lookup(receipt)) == 32


def test_at_most_so_many_keys_are_made_at_once_and_the_rest_is_refused():
    slots = gates.Slots(2, queue=3, seconds=5)
    running, most, busy = [0], [0], [0]
    lock, go = threading.Lock(), threading.Event()

    def derive() -> None:
        try:
            with slots.entered():
                with lock:
                    running[0] += 1
                    most[0] = max(most[0], running[0])
                go.wait(5)
                with lock:
                    running[0] -= 1
        except gates.Busy:
            with lock:
                busy[0] += 1

    threads = [threading.Thread(target=derive) for _ in range(30)]
    for thread in threads:
        thread.start()
    while busy[0] < 25:
        time.sleep(0.01)
    go.set()
    for thread in threads:
        thread.join()
    assert most[0] == 2 and busy[0] == 25


def test_the_pace_of_guesses_holds_for_everybody_together():
    pace = gates.Pace(100, queue=10)
    begun, taken, busy = time.monotonic(), [0], [0]
    lock = threading.Lock()

    def guess() -> None:
        try:
            pace.take()
        except gates.Busy:
            with lock:
                busy[0] += 1
            return
        with lock:
            taken[0] += 1

    threads = [threading.Thread(target=guess) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken[0] + busy[0] == 60 and busy[0] > 0
    assert taken[0] <= 2 + (time.monotonic() - begun) * 100
