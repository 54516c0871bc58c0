"""AR24's signature of a call and its encrypted answers: AES-256-CBC under keys made of the private key and the date.

The keys are the characters of a hexadecimal digest as they stand, never the bytes that they spell.
"""

from __future__ import annotations

import base64
import binascii
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher

BLOCK_BITS: Final = 128
KEY_CHARACTERS: Final = 32
IV_CHARACTERS: Final = 16


def sign(private_key: str, date: str) -> str:
    """The header `signature` of a call made at `date`, such as "2026-03-02 09:00:00"."""
    from cryptography.hazmat.primitives.padding import PKCS7

    padder = PKCS7(BLOCK_BITS).padder()
    encryptor = _cipher(_hex(private_key), private_key).encryptor()
    plain = padder.update(date.encode()) + padder.finalize()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def reveal(private_key: str, date: str, body: bytes) -> bytes:
    """What an answer to the call of `date` says. Raises ValueError for a body that is not encrypted so."""
    from cryptography.hazmat.primitives.padding import PKCS7

    try:
        sealed = base64.b64decode(body.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    unpadder = PKCS7(BLOCK_BITS).unpadder()
    decryptor = _cipher(_hex(date + private_key), private_key).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def _cipher(key: str, private_key: str) -> Cipher[Any]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    iv = _hex(_hex(private_key))[:IV_CHARACTERS]
    return Cipher(algorithms.AES(key[:KEY_CHARACTERS].encode()), modes.CBC(iv.encode()))


def _hex(text: str) -> str:
    return sha256(text.encode()).hexdigest()
