"""German sentences of rules that stay translatable: a plain string that remembers its msgid and values."""

from typing import Any


class Text(str):
    """A German sentence, filled in; `msgid` and `values` let a page say it in another language."""

    __slots__ = ("msgid", "values")

    msgid: str
    values: dict[str, Any]

    def __new__(cls, msgid: str, values: dict[str, Any]) -> "Text":
        """Fill the values into the msgid, which is German."""
        made = super().__new__(cls, msgid % values if values else msgid)
        made.msgid, made.values = msgid, values
        return made

    def __getnewargs__(self) -> tuple[str, dict[str, Any]]:  # type: ignore[override]  # it takes the values too
        """Let copies be made of the sentence, which `str` alone would not know how to fill."""
        return self.msgid, self.values


def N_(msgid: str, **values: Any) -> Text:  # noqa: N802  # the name that message extraction looks for
    """Mark a German sentence for translation and fill it in."""
    return Text(msgid, values)
