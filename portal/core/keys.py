"""The installation's secrets: one file only the service can read, newest key first, older ones still understood."""

import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from flask import current_app


@dataclass(frozen=True)
class Keys:
    """Signing keys of cookies and links, the password salt, and the keys of encrypted columns and files."""

    signing: tuple[str, ...]
    salt: str
    encryption: tuple[str, ...]

    @property
    def fernet(self) -> MultiFernet:
        """Encrypt with the newest key, decrypt with any."""
        return MultiFernet([Fernet(key) for key in self.encryption])


def sealed(text: str) -> str:
    """Encrypt a text for a column, with the newest key of the running application."""
    return _in_use().fernet.encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """Decrypt what `sealed` made, with whatever key. Raises: cryptography.fernet.InvalidToken."""
    return _in_use().fernet.decrypt(text.encode()).decode()


def _in_use() -> Keys:
    keys: Keys = current_app.extensions["portal.keys"]
    return keys


NAME = "secrets.json"
SIGNING_KEPT = 3
"""How many signing keys are understood: what an older one signed has expired long before."""


def load(folder: Path) -> Keys:
    """Read `secrets.json` of the data folder; make it on the first start."""
    path = folder / NAME
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _draft(path, Keys((_signing(),), secrets.token_urlsafe(32), (_encryption(),)))
        with suppress(FileExistsError):
            os.link(draft, path)  # the first of two starters wins; the other reads the winner's file
        draft.unlink()
        _keep_name(folder)
    values = json.loads(path.read_text(encoding="utf-8"))
    return Keys(tuple(values["signing"]), values["salt"], tuple(values["encryption"]))


def rotate(folder: Path) -> None:
    """Put new keys before the present ones; running processes know them after their next start.

    Encryption keys are all kept, since whatever they encrypted is still there.
    """
    path, now = folder / NAME, load(folder)
    signing = (_signing(), *now.signing)[:SIGNING_KEPT]
    _draft(path, replace(now, signing=signing, encryption=(_encryption(), *now.encryption))).replace(path)
    _keep_name(folder)


def _signing() -> str:
    return secrets.token_urlsafe(48)


def _encryption() -> str:
    return Fernet.generate_key().decode()


def _draft(path: Path, keys: Keys) -> Path:
    """Write the keys beside `path`, on the disk for good, readable by this user alone (as mkstemp makes files)."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(keys), file)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _keep_name(folder: Path) -> None:
    """Put the folder on the disk as well: keys lost in a power cut take with them all that they encrypted."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
