"""A picture comes back as a picture and as nothing else."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.core.pictures import MOST_BYTES, MOST_BYTES_KEPT, NotAPicture, redrawn

SECRET = b"Am Markt 3, Heinsberg"


def drawn(form: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **more: object) -> io.BytesIO:
    """Draw a picture with a red corner."""
    picture = Image.new(mode, size)
    if mode == "RGB":
        picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    file = io.BytesIO()
    picture.save(file, form, **more)
    file.seek(0)
    return file


def photo_with_place() -> io.BytesIO:
    """Draw a photo on its side that says where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, SECRET.decode()
    exif.get_ifd(0x8825)[2] = (51.0, 3.0, 42.0)
    return drawn("JPEG", exif=exif)


def chunk(kind: bytes, content: bytes) -> bytes:
    """Write a piece of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(width: int, height: int) -> io.BytesIO:
    """Write a small PNG that says it is large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000_000, 9)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_webp_of_the_size_asked_for(form: str) -> None:
    with Image.open(redrawn(drawn(form), longest=150)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (150, 100))


def test_what_the_camera_of_a_telephone_takes_is_taken() -> None:
    with Image.open(redrawn(drawn("JPEG", (8_000, 6_000)), longest=1600)) as picture:
        assert picture.size == (1600, 1200)


def test_a_small_picture_stays_small() -> None:
    with Image.open(redrawn(drawn("PNG", (20, 10)), longest=150)) as picture:
        assert picture.size == (20, 10)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_kind_of_colour_is_taken_and_clear_stays_clear(mode: str) -> None:
    with Image.open(redrawn(drawn("PNG", mode=mode), longest=150)) as picture:
        assert picture.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")


def test_cmyk_of_a_printer_is_taken() -> None:
    assert redrawn(drawn("JPEG", mode="CMYK"), longest=150).getvalue()


def test_a_photo_is_upright_and_says_nothing_of_place_time_and_camera() -> None:
    result = redrawn(photo_with_place(), longest=300)

    with Image.open(result) as picture:
        assert picture.size == (200, 300)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
    assert SECRET not in result.getvalue()
    assert b"EXIF" not in result.getvalue()


def test_nothing_that_hangs_behind_a_picture_is_kept() -> None:
    file = io.BytesIO(drawn("PNG").getvalue() + b"<script>alert(1)</script>")

    assert b"script" not in redrawn(file, longest=150).getvalue()


def test_noise_is_kept_within_its_bytes() -> None:
    noise = Image.effect_noise((2000, 2000), 200).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=90)

    size = len(redrawn(file, longest=1600).getvalue())

    assert size <= MOST_BYTES_KEPT


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"%PDF-1.7 no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0 not a photo",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        drawn("GIF").getvalue(),
        drawn("BMP").getvalue(),
        drawn("TIFF").getvalue(),
        drawn("JPEG").getvalue()[:400],
        b"x" * (MOST_BYTES + 1),
        bomb(30_000, 30_000).getvalue(),
        bomb(10_000, 9_500).getvalue(),
        bomb(5_000, 4_001).getvalue(),
        drawn("JPEG", (7_100, 7_100)).getvalue(),
        bomb(2**31 - 1, 2**31 - 1).getvalue(),
        bomb(0, 10).getvalue(),
    ],
    ids=lambda file: f"{file[:12]!r}-{len(file)}",
)
def test_what_is_no_picture_is_refused(file: bytes) -> None:
    with pytest.raises(NotAPicture):
        redrawn(io.BytesIO(file), longest=150)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=8))))
def test_a_broken_file_is_refused_or_drawn_and_never_an_error_of_ours(
    form: str, changes: list[tuple[int, bytes]]
) -> None:
    content = bytearray(drawn(form, (64, 64)).getvalue())
    for place, put in changes:
        at = place % len(content)
        content[at : at + len(put)] = put
    with suppress(NotAPicture):
        assert redrawn(io.BytesIO(bytes(content)), longest=32).getvalue()[:4] == b"RIFF"
