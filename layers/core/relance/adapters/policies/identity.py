"""The creditor as published: creditor.toml, with the images of logo and signature where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from relance.adapters.policies.creditor import load_creditor
from relance.adapters.policies.images import image_size
from relance.adapters.policies.names import CREDITOR, IMAGES, LOGO, SIGNATURE
from relance.domain.creditor import Creditor
from relance.domain.errors import InvalidPolicyError


def creditor_of(files: Mapping[str, bytes]) -> Creditor:
    """Raises InvalidPolicyError where no creditor is published, or naming what is wrong with it."""
    if CREDITOR not in files:
        raise InvalidPolicyError(f"{CREDITOR} n'est pas publié : déposez drafts/{CREDITOR} (identité, IBAN, contacts)")
    for name in IMAGES:
        if name in files:
            image_size(name, files[name])
    creditor = load_creditor(files[CREDITOR])
    return replace(creditor, logo=files.get(LOGO, b""), signature=files.get(SIGNATURE, b""))
