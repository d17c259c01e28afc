"""Office documents people send (DOCX, ODT): what they are by their content, without macros, and no bombs."""

import zipfile
from typing import BinaryIO

BEGINNING = b"PK\x03\x04"
MOST_PARTS = 2000
MOST_BYTES_UNPACKED = 60 * 1024 * 1024
MOST_TIMES_LARGER = 100
"""How many times its size a part may unpack to; text packs ten to one, pictures hardly at all."""
MOST_OF_A_LIST = 1024 * 1024
ENCRYPTED = 0x1
ODT = b"application/vnd.oasis.opendocument.text"
DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
FORBIDDEN_PARTS = ("vbaproject", "vbadata", "/embeddings/", "/activex/", "basic/", "scripts/", "object ")
"""How parts are called that run something or hide another file."""
FORBIDDEN_WORDS = (b"macroenabled", b"attachedtemplate", b"<!doctype", b"<!entity")
"""What the lists of parts must not name: macros, a template fetched from elsewhere, entities."""


def suffix_of(stream: BinaryIO) -> str | None:
    """Give the ending that fits an office document without macros, or nothing; the stream is at its start again."""
    begins = stream.read(len(BEGINNING)) == BEGINNING
    stream.seek(0)
    if not begins:
        return None
    try:
        with zipfile.ZipFile(stream) as file:
            return _suffix(file) if _is_harmless(file) else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, KeyError):
        return None
    finally:
        stream.seek(0)


def _is_harmless(file: zipfile.ZipFile) -> bool:
    parts = file.infolist()
    whole = sum(part.file_size for part in parts)
    return (
        0 < len(parts) <= MOST_PARTS
        and whole <= MOST_BYTES_UNPACKED
        and not any(_is_dangerous(part) for part in parts)
        and not any(_names_forbidden(file, part) for part in parts)
    )


def _is_dangerous(part: zipfile.ZipInfo) -> bool:
    name = part.filename.lower()
    is_bomb = part.file_size > MOST_TIMES_LARGER * max(part.compress_size, 1) and part.file_size > MOST_OF_A_LIST
    leads_out = name.startswith(("/", "\\")) or ".." in name.split("/")
    return bool(part.flag_bits & ENCRYPTED) or is_bomb or leads_out or any(one in name for one in FORBIDDEN_PARTS)


def _names_forbidden(file: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Read what lists the other parts, and of all the rest nothing."""
    if not part.filename.lower().endswith((".rels", "[content_types].xml", "manifest.xml")):
        return False
    listed = _read(file, part.filename).lower()
    return any(word in listed for word in FORBIDDEN_WORDS)


def _read(file: zipfile.ZipFile, name: str) -> bytes:
    with file.open(name) as part:
        return part.read(MOST_OF_A_LIST)


def _suffix(file: zipfile.ZipFile) -> str | None:
    names = set(file.namelist())
    if "mimetype" in names and "content.xml" in names:
        return ".odt" if _read(file, "mimetype").strip() == ODT else None
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return ".docx" if DOCX in _read(file, "[Content_Types].xml") else None
    return None
