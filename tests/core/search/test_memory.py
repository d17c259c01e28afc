"""What is remembered stays within its room."""

from portal.core.search.memory import EACH, Memory


def test_all_is_forgotten_when_there_is_no_room_left_and_nothing_before() -> None:
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        return key.encode() * 100

    memory: Memory[str, bytes] = Memory(2 * (EACH + 100), len)
    assert [memory.recall(key, make) for key in "aba"] == [b"a" * 100, b"b" * 100, b"a" * 100]
    assert made == ["a", "b"]

    assert [memory.recall(key, make)[:1] for key in "caca"] == [b"c", b"a", b"c", b"a"]
    assert made == ["a", "b", "c", "a"]


def test_a_value_larger_than_the_room_is_given_all_the_same() -> None:
    memory: Memory[str, bytes] = Memory(1, len)
    assert [memory.recall(key, str.encode) for key in ("ab", "cd", "ab")] == [b"ab", b"cd", b"ab"]
