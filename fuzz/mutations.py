"""Damage to bytes, as a seed draws it."""

from collections.abc import Callable
from random import Random

_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_MOST_BYTES = 1 << 18


def damage(data: bytes, random: Random, most: int = 4) -> bytes:
    """Return bytes with up to so many wrong places."""
    out = bytearray(data)
    for _ in range(random.randint(1, most)):
        random.choice(_WAYS)(out, random)
    return bytes(out[:_MOST_BYTES])


def _set(out: bytearray, random: Random) -> None:
    if out:
        out[random.randrange(len(out))] = random.randrange(256)


def _flip(out: bytearray, random: Random) -> None:
    if out:
        out[random.randrange(len(out))] ^= 1 << random.randrange(8)


def _number(out: bytearray, random: Random) -> None:
    """Write a number that arithmetic likes to get wrong."""
    size = random.choice((1, 2, 3, 4))
    at = random.randrange(len(out) + 1)
    value = random.choice(_NUMBERS) & (1 << 8 * size) - 1
    out[at : at + size] = value.to_bytes(size, random.choice(("big", "little")))


def _cut(out: bytearray, random: Random) -> None:
    del out[random.randrange(len(out) + 1) :]


def _remove(out: bytearray, random: Random) -> None:
    at = random.randrange(len(out) + 1)
    del out[at : at + random.randint(1, 16)]


def _repeat(out: bytearray, random: Random) -> None:
    at = random.randrange(len(out) + 1)
    part = out[at : at + random.randint(1, 64)]
    out[at:at] = part * random.choice((1, 1, 2, 100))


def _insert(out: bytearray, random: Random) -> None:
    at = random.randrange(len(out) + 1)
    out[at:at] = random.randbytes(random.randint(1, 16))


_WAYS: tuple[Callable[[bytearray, Random], None], ...] = (
    *(_set, _flip, _number) * 3,
    _cut,
    _remove,
    _repeat,
    _insert,
)
