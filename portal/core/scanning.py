"""Asking a virus scanner about a file: the INSTREAM command of ClamAV's daemon, over TCP."""

import socket
import struct
from enum import StrEnum
from typing import BinaryIO

CHUNK = 64 * 1024
MOST_OF_AN_ANSWER = 4096
SECONDS = 30


class ScanState(StrEnum):
    """What is known of a file."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    INFECTED = "infected"
    QUARANTINED = "quarantined"
    """The scanner could not make sense of it, such as an archive that unpacks too far."""


class ScannerSilent(Exception):
    """The scanner is not there or says nothing; the file is asked about again later."""


def scan(stream: BinaryIO, address: tuple[str, int]) -> ScanState:
    """Send a file to the scanner and read its verdict.

    Args: address: host and port of clamd.
    Raises: ScannerSilent: no verdict was to be had.
    Source: clamd(8), INSTREAM: chunks with their length in four bytes, big endian; a length of nothing ends it.
    """
    try:
        with socket.create_connection(address, timeout=SECONDS) as connection:
            connection.sendall(b"zINSTREAM\0")
            answer = _send(connection, stream) or _answer(connection)
    except OSError as error:
        raise ScannerSilent from error
    if not answer:
        raise ScannerSilent
    if answer == "stream: OK":
        return ScanState.CLEAN
    return ScanState.INFECTED if answer.endswith(" FOUND") else ScanState.QUARANTINED


def _send(connection: socket.socket, stream: BinaryIO) -> str:
    """Send everything; a scanner that has had enough hangs up, and what it said before is its answer."""
    try:
        while chunk := stream.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        return _answer(connection)
    return ""


def _answer(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < MOST_OF_AN_ANSWER:
        part = connection.recv(MOST_OF_AN_ANSWER)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
