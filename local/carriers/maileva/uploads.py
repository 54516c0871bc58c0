"""A document as it is handed over to Maileva: multipart, or JSON where the schema of the LRE says so."""

from __future__ import annotations

import base64
import json
from email import policy
from email.parser import BytesParser
from typing import Any

from local.carriers.maileva.contract import LREQ, PRINTED
from local.carriers.maileva.letters import Letter
from local.carriers.serving import Reply, Request

MOST_DOCUMENTS = 30


def document_of(letter: Letter, request: Request, *, takes_json: bool, most_bytes: int) -> dict[str, Any] | Reply:
    """The document as Maileva shows it, or its refusal."""
    media_type = request.headers.get("content-type", "")
    if letter.product == LREQ and media_type.startswith("application/json"):
        if not takes_json:
            return Reply.of({"errors": [{"code": "UNSUPPORTED_MEDIA_TYPE", "message": media_type}]}, 415)
        said = request.json()
        body = base64.b64decode(said["document"], validate=True)
        return _kept(letter, said.get("name"), body, {}, most_bytes)
    if not media_type.startswith("multipart/form-data"):
        return Reply.of({"errors": [{"code": "UNSUPPORTED_MEDIA_TYPE", "message": media_type}]}, 415)
    parts = _parts(media_type, request.body)
    if not {"document", "metadata"} <= parts.keys():
        return _refused("EMPTY_DOCUMENT" if "document" not in parts else "EMPTY_METADATA")
    try:
        metadata = json.loads(parts["metadata"])
    except ValueError:
        return _refused("METADATA_WRONG_FORMAT")
    return _kept(letter, metadata.get("name"), parts["document"], metadata, most_bytes)


def _kept(letter: Letter, name: Any, body: bytes, metadata: dict[str, Any], most_bytes: int) -> dict[str, Any] | Reply:
    printed = letter.product in PRINTED
    priority = metadata.get("priority")
    code = None
    if not body:
        code = "EMPTY_DOCUMENT"
    elif not body.startswith(b"%PDF"):
        code = "DOCUMENT_TYPE_NOT_ACCEPTED"
    elif not isinstance(name, str) or not name or metadata.keys() - {"name", "priority"}:
        code = "METADATA_WRONG_FORMAT"
    elif printed and (not isinstance(priority, int) or priority < 1):
        code = "INVALID_PRIORITY"
    elif printed and priority in {row["priority"] for row in letter.documents}:
        code = "DUPLICATE_PRIORITY"
    elif printed and len(letter.documents) >= MOST_DOCUMENTS:
        code = "INVALID_DOCUMENTS_COUNT"
    elif printed and sum(row["size"] for row in letter.documents) + len(body) > most_bytes:
        code = "INVALID_TOTAL_SENDING_SIZE"
    if code:
        return _refused(code)
    kept: dict[str, Any] = {"name": name, "size": len(body)}
    return kept | ({"priority": priority, "type": "application/pdf"} if printed else {})


def _parts(media_type: str, body: bytes) -> dict[str, bytes]:
    whole = f"Content-Type: {media_type}\r\n\r\n".encode() + body
    message = BytesParser(policy=policy.HTTP).parsebytes(whole)
    found: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        found[str(name)] = content if isinstance(content, bytes) else b""
    return found


def _refused(code: str) -> Reply:
    return Reply.of({"errors": [{"code": code, "message": "Le document est refusé."}]}, 400)
