"""Pictures people send: read within bounds and drawn anew, so that nothing of the file is kept but what is seen."""

import io
import struct
from typing import BinaryIO

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps

from portal.core.errors import PortalError

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What a telephone's camera takes today; more is refused before it is unpacked."""
MOST_PIXELS_WHOLE = 20_000_000
"""The same for what cannot be unpacked small, as a JPEG can: it takes four bytes a pixel."""
MOST_BYTES_KEPT = 400 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
TRIES = ((82, 1), (60, 1), (40, 1), (40, 2), (40, 4))
"""Quality, and the part of the size, until the bytes are few enough."""
SUFFIX, MEDIA_TYPE = ".webp", "image/webp"
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises on files that lie about themselves."""


class NotAPicture(PortalError):
    """The file is no picture we take."""

    message = _l("Bitte wählen Sie ein Bild (JPEG, PNG oder WebP) mit höchstens 8 MB und nicht zu vielen Bildpunkten.")


def redrawn(
    stream: BinaryIO, *, longest: int, most_bytes: int = MOST_BYTES_KEPT, largest: int = MOST_BYTES
) -> io.BytesIO:
    """Draw a picture anew as WebP, upright, without what the file said of place, time and camera.

    Args: longest: pixels of the longer side at most; a smaller picture keeps its size.
        most_bytes: of the picture that is kept, where lower quality can reach that.
        largest: bytes of the file that comes.
    Raises: NotAPicture: it is something else, broken, too large, or unpacks to too much.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not 0 < size <= largest:
        raise NotAPicture
    try:
        return _small(_read(stream, longest), most_bytes)
    except BROKEN as error:
        raise NotAPicture from error


def _read(stream: BinaryIO, longest: int) -> Image.Image:
    with Image.open(stream, formats=FORMATS) as picture:
        most = MOST_PIXELS if picture.format == "JPEG" else MOST_PIXELS_WHOLE
        if picture.width * picture.height > most:
            raise NotAPicture
        picture.draft("RGB", (longest, longest))
        is_clear = "A" in picture.getbands() or "transparency" in picture.info
        mode = "RGBA" if is_clear else "RGB"
        plain = picture if picture.mode == mode else picture.convert(mode)
        plain.thumbnail((longest, longest))
        upright = ImageOps.exif_transpose(plain)
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _small(picture: Image.Image, most_bytes: int) -> io.BytesIO:
    for quality, part in TRIES:
        drawn = io.BytesIO()
        picture.reduce(part).save(drawn, "WEBP", quality=quality)
        if drawn.tell() <= most_bytes:
            break
    drawn.seek(0)
    return drawn
