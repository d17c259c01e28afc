"""What was computed once and may be asked for again, kept within bounds."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
MIB = 2**20
EACH = 256
"""About what an entry takes besides its value."""


class Memory(Generic[Key, Value]):
    """Keeps values by key, and forgets all of them when they take more room than they may."""

    def __init__(self, room: int, size: Callable[[Value], int]) -> None:
        """Say how many bytes there are, and how many a value takes."""
        self._room, self._size, self._used = room, size, 0
        self._kept: dict[Key, Value] = {}

    def recall(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """Give the value of a key, made now unless it is remembered."""
        found = self._kept.get(key)
        if found is None:
            found = make(key)
            self._used += self._size(found) + EACH
            if self._used > self._room:
                self._kept, self._used = {}, self._size(found) + EACH
            self._kept[key] = found
        return found
