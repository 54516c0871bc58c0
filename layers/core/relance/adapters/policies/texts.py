"""The words of letters, mails and text messages: TOML files chosen by document, language, kind of customer and tone.

A variant such as first_reminder.consumer.toml holds only what differs from first_reminder.toml. The templates know
values and conditions, nothing else: no loop, no call, no filter; what they print is ready for display.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from relance.adapters.policies.fields import Fields, parse_toml
from relance.adapters.policies.grammar import parsed
from relance.adapters.policies.names import TEXTS, TextName, text_name, versioned
from relance.domain.errors import InvalidPolicyError

PARTS: Final = {
    "letter": ("subject", "opening", "request", "closing"),
    "mail": ("subject", "preheader", "body", "closing"),
    "sms": ("text",),
}
BOLD: Final = "\ue000"
"""Switches bold on and off in a written text; templates write **. Values never hold it."""

# Autoescape is off because the letter and the SMS are no HTML; the mail escapes what was written, as a whole.
_ENVIRONMENT: Final = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@dataclass(frozen=True, slots=True)
class _Field:
    """One template: where it stands, for messages, and its source."""

    place: str
    source: str


@dataclass(frozen=True)
class TextBook:
    """Every text in force. Templates are compiled when first used, and kept."""

    files: Mapping[TextName, Mapping[tuple[str, str], _Field]]
    versions: Mapping[TextName, str]
    """Each file's name and version, such as "texts/fr/first_reminder.toml@3f2a9c12ab34"."""
    _compiled: dict[_Field, Template] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> TextBook:
        """The texts among policy files. Raises InvalidPolicyError naming the file and the field."""
        names = {text_name(file): file for file in sorted(files) if file.startswith(TEXTS)}
        read = {name: _fields(file, parse_toml(file, files[file])) for name, file in names.items()}
        for name, found in read.items():
            if name.kind is None and name.tone is None:
                _check_complete(name, found)
        return cls(read, {name: versioned(file, files[file]) for name, file in names.items()})

    def origin(self, name: TextName) -> tuple[str, ...]:
        """The files that the words of a letter come from, each with its version, the most special first."""
        return tuple(self.versions[found] for found in _from_special_to_general(name) if found in self.versions)

    def write(self, part: str, name: TextName, values: Mapping[str, Any]) -> dict[str, str]:
        """The part's fields, each from the most special file that has it, filled with `values`."""
        return {key: self._fill(self._chosen(part, key, name), values) for key in PARTS[part]}

    def source(self, part: str, key: str, name: TextName) -> str:
        """The template of a field, as finance wrote it."""
        return self._chosen(part, key, name).source

    def _chosen(self, part: str, key: str, name: TextName) -> _Field:
        for candidate in _from_special_to_general(name):
            found = self.files.get(candidate, {}).get((part, key))
            if found:
                return found
        raise InvalidPolicyError(f"{name.file} : [{part}] {key} manque")

    def _fill(self, template: _Field, values: Mapping[str, Any]) -> str:
        if template not in self._compiled:
            self._compiled[template] = _compile(template)
        return self._compiled[template].render(values).strip()


def _from_special_to_general(name: TextName) -> tuple[TextName, ...]:
    language, document = name.language, name.document
    return (
        name,
        TextName(language, document, name.kind),
        TextName(language, document, tone=name.tone),
        TextName(language, document),
    )


def _fields(file: str, table: Mapping[str, Any]) -> dict[tuple[str, str], _Field]:
    mistakes: list[str] = []
    top = Fields(table, f"{file}, ", mistakes)
    found: dict[tuple[str, str], _Field] = {}
    for part, keys in PARTS.items():
        if not top.has(part):
            continue
        rows = top.table(part)
        for key in keys:
            if rows.has(key):
                found[part, key] = _Field(f"{file}, [{part}] {key}", rows.text(key))
        rows.nothing_else()
    top.nothing_else()
    if mistakes:
        raise InvalidPolicyError(" ; ".join(mistakes))
    return found


def _check_complete(name: TextName, found: Mapping[tuple[str, str], _Field]) -> None:
    missing = [f"[{part}] {key}" for part, keys in PARTS.items() for key in keys if (part, key) not in found]
    if missing:
        raise InvalidPolicyError(f"{name.file} : il manque {', '.join(missing)}")


def _compile(template: _Field) -> Template:
    parsed(_ENVIRONMENT, template.place, template.source)
    return _ENVIRONMENT.from_string(template.source.replace("**", BOLD))
