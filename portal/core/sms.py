"""Short messages through a gateway over HTTP: off until one is configured; in the demo they are only shown."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers
from flask import current_app

SECONDS = 15
"""How long a gateway may be silent."""
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€\f")
"""The signs of GSM 03.38, section 6.2.1: those of the table, and those of its extension, which count twice."""
LATIN, WIDE = (160, 153), (70, 67)
"""Signs of a message that is alone, and of a part of a longer one: of GSM 03.38, or UTF-16 where a sign is none."""
MOST_PARTS = 3
REGION = "DE"
KNOWN_ALREADY = 409
"""What a gateway answers that has had a message of this id: it is on its way."""
TRY_LATER = (408, 425, 429)


class SmsNotSent(Exception):
    """The gateway is not there, or cannot take the message now."""


class SmsRefused(SmsNotSent):
    """The gateway will never take this message, such as to a number that does not exist."""


@dataclass(frozen=True)
class Sms:
    """A message to a number (E.164); `key` is the same however often it is sent, so that the gateway sends it once."""

    key: str
    to: str
    text: str


def is_on() -> bool:
    """Tell whether this installation sends short messages; the demo shows what it would have sent."""
    return bool(current_app.config["PORTAL_SMS_URL"] or current_app.config["PORTAL_DEMO"])


def number(phone: str | None) -> str | None:
    """Give a telephone number as gateways read it (E.164), if short messages can reach it: a landline reads none."""
    try:
        parsed = phonenumbers.parse(phone or "", REGION)
    except phonenumbers.NumberParseException:
        return None
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not phonenumbers.is_valid_number(parsed) or phonenumbers.number_type(parsed) not in kinds:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def parts(text: str) -> int:
    """Count the messages a text takes. Source: GSM 03.38, GSM 03.40 section 9.2.3.24.1."""
    is_latin = set(text) <= BASIC | DOUBLE
    length = len(text) + sum(sign in DOUBLE for sign in text) if is_latin else len(text.encode("utf-16-be")) // 2
    alone, each = LATIN if is_latin else WIDE
    return 1 if length <= alone else -(-length // each)


def send(message: Sms) -> None:
    """Hand a message to the gateway. Raises: SmsNotSent: try again; SmsRefused: never."""
    if current_app.config["PORTAL_DEMO"]:
        return
    try:
        status = _post(current_app.config["PORTAL_SMS_URL"], message)
    except (OSError, http.client.HTTPException) as error:
        raise SmsNotSent(type(error).__name__) from error
    if status == KNOWN_ALREADY or 200 <= status < 300:
        return
    is_final = 400 <= status < 500 and status not in TRY_LATER and status not in (401, 403)  # our token, not the number
    raise (SmsRefused if is_final else SmsNotSent)(f"HTTP {status}")


def _post(url: str, message: Sms) -> int:
    """Send it as JSON; a gateway that leads elsewhere is not followed, since the token would go along."""
    address = urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=SECONDS)
    body = json.dumps({"id": message.key, "to": message.to, "text": message.text})
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {current_app.config['PORTAL_SMS_TOKEN']}",
        "Idempotency-Key": message.key,
    }
    try:
        connection.request("POST", address.path or "/", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
