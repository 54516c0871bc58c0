"""The form that makes a letter at MySendingBox, read and checked as its clients and documents describe it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from local.carriers.serving import Request

PAPER_POSTAGE = {
    "ecopli",
    "verte",
    "prioritaire",
    "lr",
    "lrar",
    "destineo_esprit_libre_seuil_1",
    "destineo_esprit_libre_seuil_2",
}
ELECTRONIC_POSTAGE = {"lre", "ere", "email"}
FROM_NEEDED = {"lr", "lrar"}
SOURCES = ("source_file", "source_file_2", "source_file_3", "source_file_4", "source_file_5")
SOURCE_TYPES = {"file", "html", "remote", "template_id"}
COMMON = {
    "to",
    "from",
    "postage_type",
    "description",
    "send_date",
    "variables",
    "metadata",
    *SOURCES,
    *(f"{name}_type" for name in SOURCES),
}
FLAGS = {
    "both_sides",
    "staple",
    "read_address_from_pdf",
    "manage_delivery_proof",
    "manage_returned_mail",
    "print_sender_address",
}
CHOICES = {
    "color": {"bw", "color"},
    "postage_speed": {"express", "D", "D1"},
    "address_placement": {"first_page", "insert_blank_page"},
    "envelope": {"c4", "c6"},
    "envelope_window": {"simple", "double"},
    "content_type": {"text", "html"},
}
PAPER_FIELDS = COMMON | FLAGS | {"color", "postage_speed", "address_placement", "envelope", "envelope_window"}
PAPER_FIELDS |= {"pdf_margin"}
ELECTRONIC_FIELDS = COMMON | {"content", "content_type"}
POSTAL = {"name", "company", "address_line1", "address_line2", "address_line3"}
POSTAL |= {"address_city", "address_postalcode", "address_country"}
POSTAL_NEEDED = ("address_line1", "address_city", "address_postalcode", "address_country")
PERSON = {"email", "status", "first_name", "last_name", "company", "name", "reply_to"}
LINE, EXPRESS_LINE = 45, 38


class InvalidError(Exception):
    """What a 422 says."""


@dataclass
class Form:
    """Fields nested as in JSON, and the files in order."""

    fields: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def read(request: Request) -> Form:
    """Raises InvalidError for a body that is neither JSON nor multipart/form-data."""
    media_type = request.headers.get("content-type", "")
    if media_type.startswith("application/json"):
        return Form(dict(json.loads(request.body)))
    boundary = re.search(r'boundary="?([^";]+)"?', media_type)
    if not media_type.startswith("multipart/form-data") or not boundary:
        raise InvalidError("Content-Type must be application/json or multipart/form-data")
    form = Form()
    for part in request.body.split(b"--" + boundary[1].encode())[1:-1]:
        _part(form, part)
    return form


def _part(form: Form, part: bytes) -> None:
    head, _, body = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    body = body.removesuffix(b"\r\n")
    name = re.search(r'name="([^"]*)"', head.decode())
    if not name:
        raise InvalidError("a part has no name")
    if b"filename=" in head:
        form.files[name[1]] = body
        return
    outer, _, inner = name[1].partition("[")
    if inner:
        form.fields.setdefault(outer, {})[inner.removesuffix("]")] = body.decode()
    else:
        form.fields[outer] = body.decode()


def check(form: Form, *, paper: bool) -> None:
    """Raises InvalidError naming the first field that is not as it must be."""
    told = form.fields
    unknown = (told.keys() | form.files.keys()) - (PAPER_FIELDS if paper else ELECTRONIC_FIELDS)
    if unknown:
        raise InvalidError(f"{min(unknown)} is not allowed")
    _choice(told, "postage_type", PAPER_POSTAGE if paper else ELECTRONIC_POSTAGE, needed=True)
    for name, values in CHOICES.items():
        _choice(told, name, values, needed=paper and name == "color")
    for name in FLAGS & told.keys():
        if told[name] not in {"true", "false", True, False}:
            raise InvalidError(f"{name} must be a boolean")
    _strings(told, "metadata")
    _strings(told, "variables")
    _sources(form)
    _paper(told) if paper else _electronic(told)


def _paper(told: dict[str, Any]) -> None:
    limit = EXPRESS_LINE if told.get("postage_speed") == "express" else LINE
    _address(told, "to", limit)
    if told["postage_type"] in FROM_NEEDED or "from" in told:
        _address(told, "from", limit)


def _electronic(told: dict[str, Any]) -> None:
    to = told.get("to")
    if not isinstance(to, dict) or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(to.get("email", ""))):
        raise InvalidError("to.email must be a valid email")
    if unknown := to.keys() - PERSON:
        raise InvalidError(f"to.{min(unknown)} is not allowed")
    if to.get("status", "individual") not in {"individual", "professional"}:
        raise InvalidError("to.status must be one of [individual, professional]")
    if unknown := told.get("from", {}).keys() - PERSON:
        raise InvalidError(f"from.{min(unknown)} is not allowed")


def _address(told: dict[str, Any], side: str, limit: int) -> None:
    address = told.get(side)
    if not isinstance(address, dict):
        raise InvalidError(f"{side} is required")
    if unknown := address.keys() - POSTAL:
        raise InvalidError(f"{side}.{min(unknown)} is not allowed")
    if not address.get("name") and not address.get("company"):
        raise InvalidError(f"{side}.name or {side}.company is required")
    for name in POSTAL_NEEDED:
        if not address.get(name):
            raise InvalidError(f"{side}.{name} is required")
    for name, value in address.items():
        if len(value) > limit:
            raise InvalidError(f"{side}.{name} length must be at most {limit} characters long")


def _sources(form: Form) -> None:
    given = [name for name in SOURCES if name in form.files or name in form.fields]
    if not given or given != list(SOURCES[: len(given)]):
        raise InvalidError("source_file is required, and no number may be left out")
    for name in given:
        kind = form.fields.get(f"{name}_type")
        if kind not in SOURCE_TYPES:
            raise InvalidError(f"{name}_type must be one of {sorted(SOURCE_TYPES)}")
        if (kind == "file") != (name in form.files):
            raise InvalidError(f"{name} must be a file where {name}_type is file, and only there")
        if name in form.files and not form.files[name].startswith(b"%PDF-"):
            raise InvalidError(f"{name} must be a PDF")


def _choice(told: dict[str, Any], name: str, values: set[str], *, needed: bool) -> None:
    if name not in told and not needed:
        return
    if told.get(name) not in values:
        raise InvalidError(
            f"{name} '{told.get(name)}' is not available. Available values : {', '.join(sorted(values))}"
        )


def _strings(told: dict[str, Any], name: str) -> None:
    value = told.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise InvalidError(f"{name} must be an object of strings")
