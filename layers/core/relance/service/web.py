"""Answers of our web pages: what a browser may do with them, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from relance.ports.cases import Page

SAFE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: str
    headers: Mapping[str, str]


def answer(status: HTTPStatus, page: Page) -> Answer:
    """A page that runs and fetches only what it holds itself."""
    return Answer(status.value, page.html, {**SAFE_HEADERS, "Content-Security-Policy": _policy(page)})


def _policy(page: Page) -> str:
    rules = ["default-src 'none'", f"style-src {_hashes(page.style_hashes)}"]
    if page.script_hashes:
        rules += [f"script-src {_hashes(page.script_hashes)}", "connect-src 'self'"]
    if page.images:
        rules.append("img-src data:")
    rules += ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]
    return "; ".join(rules)


def _hashes(hashes: tuple[str, ...]) -> str:
    return " ".join(f"'sha256-{h}'" for h in hashes) or "'none'"
