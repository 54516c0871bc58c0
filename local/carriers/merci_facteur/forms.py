"""The form of sendCourrier as Merci Facteur reads it: what it refuses, and with which code."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pypdf

PAPER = {"normal", "suivi", "lrar", "lrare"}
ELECTRONIC = {"ere_otp_mail": "email", "ere_otp_sms": "phone"}
"""With the contact that both sides must give."""
FIELDS = {
    "idUser",
    "modeEnvoi",
    "adress",
    "content",
    "dateEnvoi",
    "designation",
    "antidoublon",
    "gestionNpai",
    "anonymize",
    "enveloppe",
}
LIMITS = {
    "civilite": 12,
    "societe": 90,
    "nom": 70,
    "prenom": 70,
    "adresse1": 90,
    "adresse2": 90,
    "adresse3": 90,
    "cp": 12,
    "ville": 70,
    "pays": 70,
    "reference": 30,
}
LENGTHS = {"designation": 50, "antidoublon": 200}
MOST_FILES = 10
MOST_BYTES = 50_000_000
SIDES = {"recto", "rectoverso", "distinctrectoverso"}


class RefusedError(Exception):
    """The carrier's code and text."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(f"{code}: {text}")


@dataclass(frozen=True, slots=True)
class Order:
    """A form that can be printed and posted."""

    user: int
    mode: str
    sender: dict[str, Any]
    recipient: dict[str, Any]
    pages: int
    files: tuple[bytes, ...]
    antidoublon: str
    day: date


def read(form: dict[str, str], *, today: date, countries: frozenset[str]) -> Order:
    """Raises RefusedError."""
    if unknown := set(form) - FIELDS:
        raise RefusedError("UNKNOWN_FIELD", ", ".join(sorted(unknown)))
    mode = form.get("modeEnvoi", "")
    if mode not in PAPER | set(ELECTRONIC):
        raise RefusedError("INVALID_MODE_ENVOI", "modeEnvoi")
    _options(form, mode)
    adress = _object(form, "adress", "INFO_ADDRESS_MISSING")
    recipients = adress.get("dest")
    if not isinstance(recipients, list) or len(recipients) != 1:
        raise RefusedError("INFO_ADDRESS_MISSING", "dest: un seul destinataire ici")
    sender = _party(adress.get("exp"), mode, countries, to=False)
    recipient = _party(recipients[0], mode, countries, to=True)
    files = _files(_object(form, "content", "NO_CONTENT"), mode)
    return Order(
        user=_user(form),
        mode=mode,
        sender=sender,
        recipient=recipient,
        pages=sum(_pages(each) for each in files),
        files=files,
        antidoublon=form.get("antidoublon", ""),
        day=_day(form, today),
    )


def _user(form: dict[str, str]) -> int:
    if not form.get("idUser", "").isdecimal():
        raise RefusedError("INVALID_USER", "idUser")
    return int(form["idUser"])


def _day(form: dict[str, str], today: date) -> date:
    if "dateEnvoi" not in form:
        return today
    text = form["dateEnvoi"]
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise RefusedError("INVALID_DATE_ENVOI", "AAAA-MM-JJ")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError("INVALID_DATE_ENVOI", "AAAA-MM-JJ") from error
    if day < today:
        raise RefusedError("INVALID_DATE_ENVOI", "date passée")
    return day


def _options(form: dict[str, str], mode: str) -> None:
    for name, most in LENGTHS.items():
        if len(form.get(name, "")) > most:
            raise RefusedError("FIELD_TOO_LONG", f"{name} {most}")
    if "gestionNpai" in form and (form["gestionNpai"] != "1" or mode not in {"normal", "suivi"}):
        raise RefusedError("INVALID_GESTION_NPAI", "modes normal et suivi")
    if "anonymize" in form:
        wish = _object(form, "anonymize", "INVALID_ANONYMIZE")
        targets = wish.get("target")
        if wish.get("delay") not in range(1, 41) or not targets or not set(targets) <= {"content", "exp", "dest"}:
            raise RefusedError("INVALID_ANONYMIZE", "delay 1 à 40, target")
    if "enveloppe" in form and set(_object(form, "enveloppe", "INVALID_ENVELOPPE")) != {"type", "value"}:
        raise RefusedError("INVALID_ENVELOPPE", "type et value")


def _party(party: Any, mode: str, countries: frozenset[str], *, to: bool) -> dict[str, Any]:
    if not isinstance(party, dict) or set(LIMITS) - set(party):
        raise RefusedError("INFO_ADDRESS_MISSING", "une clé manque")
    for name, most in LIMITS.items():
        if not isinstance(party[name], str) or len(party[name]) > most:
            raise RefusedError("INFO_ADDRESS_INVALID", name)
    if not (party["nom"] or party["societe"]) or not all(party[name] for name in ("cp", "ville", "pays")):
        raise RefusedError("INFO_ADDRESS_MISSING", "nom ou societe, cp, ville, pays")
    if party["pays"].upper() not in countries:
        raise RefusedError("INVALID_COUNTRY", "pays")
    if not re.fullmatch(r"[A-Za-z0-9 _-]*", party["reference"]):
        raise RefusedError("INVALID_REFERENCE", "reference")
    if mode in ELECTRONIC:
        _electronic(party, ELECTRONIC[mode], to=to)
    return party


def _electronic(party: dict[str, Any], contact: str, *, to: bool) -> None:
    if not party.get(contact):
        raise RefusedError("INFO_ADDRESS_MISSING", contact)
    consent = party.get("consent")
    if to and (type(consent) is not int or consent not in {0, 1}):
        raise RefusedError("INFO_ADDRESS_MISSING", "consent: 0 ou 1, en entier")
    if to and not consent and not party["societe"]:
        raise RefusedError("CONSENT_REQUIRED", "destinataire non professionnel")


def _files(content: dict[str, Any], mode: str) -> tuple[bytes, ...]:
    letter = content.get("letter")
    if set(content) != {"letter", "photo", "card"} or content["photo"] or content["card"]:
        raise RefusedError("NO_CONTENT", "letter, photo, card; le vide s'écrit vide")
    if not isinstance(letter, dict) or letter.get("files") != "":
        raise RefusedError("LETTER_INVALID_FILES", "files")
    if mode in PAPER and letter.get("print_sides") not in SIDES:
        raise RefusedError("LETTER_INVALID_PRINT_SIDES", "print_sides")
    if len(letter.get("final_filename", "")) > LENGTHS["designation"]:
        raise RefusedError("FIELD_TOO_LONG", "final_filename 50")
    coded = letter.get("base64files")
    if not isinstance(coded, list) or not 1 <= len(coded) <= MOST_FILES:
        raise RefusedError("LETTER_INVALID_BASE64_FILES", "1 à 10 fichiers")
    return tuple(_pdf(each) for each in coded)


def _pdf(coded: Any) -> bytes:
    try:
        body = base64.b64decode(coded, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise RefusedError("LETTER_INVALID_BASE64_FILES", "base64") from error
    if not body.startswith(b"%PDF-") or len(body) > MOST_BYTES:
        raise RefusedError("LETTER_INVALID_BASE64_FILES", "PDF de 50 Mo au plus")
    return body


def _pages(body: bytes) -> int:
    try:
        return len(pypdf.PdfReader(BytesIO(body)).pages)
    except pypdf.errors.PyPdfError as error:
        raise RefusedError("LETTER_INVALID_BASE64_FILES", "PDF illisible") from error


def _object(form: dict[str, str], name: str, code: str) -> dict[str, Any]:
    try:
        value = json.loads(form.get(name, ""))
    except ValueError as error:
        raise RefusedError(code, f"{name}: chaîne JSON attendue") from error
    if not isinstance(value, dict):
        raise RefusedError(code, f"{name}: objet attendu")
    return value
