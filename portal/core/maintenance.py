"""Whether the portal is being worked on: a file in the data folder, which needs no database and outlives a restart."""

from pathlib import Path

NAME = "maintenance"


def is_on(folder: Path) -> bool:
    """Tell whether pages are closed and the worker rests."""
    return (folder / NAME).exists()


def turn(folder: Path, *, on: bool) -> None:
    """Close or open the portal; running processes see it with their next request or round."""
    if on:
        (folder / NAME).touch(mode=0o600)
    else:
        (folder / NAME).unlink(missing_ok=True)
