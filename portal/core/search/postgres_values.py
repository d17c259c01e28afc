"""The values of a statement: its text is made of names of the schema alone, what people say goes in beside it."""

from typing import Any


class Bound(dict[str, Any]):
    """Values by the names they have in the statement."""

    def __call__(self, value: object, kind: str) -> str:
        """Take in a value and give what stands for it in the text.

        Args: kind: its type in PostgreSQL.
        """
        name = f"v{len(self)}"
        self[name] = value
        return f"%({name})s::{kind}"
