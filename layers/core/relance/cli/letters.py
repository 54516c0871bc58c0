"""`relance letters preview`: every letter, mail and text message on sample data, written to a folder; no AWS."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, StrictUndefined

from relance.adapters.policies.identity import creditor_of
from relance.adapters.policies.names import CREDITOR, TEXTS, check_name
from relance.adapters.policies.shipped import sample_creditor, shipped_files
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.gallery import Cell, Shown, cells, refusals, show
from relance.adapters.rendering.mail.images import standalone
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.cli.output import Screen
from relance.domain.errors import InvalidPolicyError, RejectedError

if TYPE_CHECKING:
    from relance.cli.application import Connect

LETTERS: Final = "letters"
MAILS: Final = "mails"
INDEX: Final = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lettres, courriels et SMS</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#282c32}
table{border-collapse:collapse;width:100%}td{border-top:1px solid #ddd;padding:.4rem .6rem .4rem 0;vertical-align:top}
td:last-child{color:#666}
</style></head><body>
<h1>Lettres, courriels et SMS</h1>
<p><a href="letters.pdf">Toutes les lettres</a> · <a href="contact-sheet.pdf">Planche-contact</a></p>
<table>{% for it in shown %}
<tr><td>{{ it.cell.caption }}</td><td><a href="letters/{{ it.cell.slug }}.pdf">lettre</a></td>
<td><a href="mails/{{ it.cell.slug }}.html">courriel</a></td><td>{{ it.sms.text }} ({{ it.sms.segments }} SMS)</td></tr>
{% endfor %}</table>
<h2>Ce qui n’existe pas</h2>
<ul>{% for it in refused %}<li>{{ it.caption }}</li>{% endfor %}</ul>
</body></html>
"""


def run(_: Connect, arguments: Namespace, screen: Screen) -> int:
    """Write them all; the folder is made if need be."""
    files = _policies(Path(arguments.texts) if arguments.texts else None)
    creditor, texts = creditor_of(files), TextBook.of(files)
    renderer = PolicyRenderer(creditor=lambda: creditor, texts=lambda: texts)
    folder = Path(arguments.folder)
    wanted = [cell for cell in cells() if arguments.only in cell.slug]
    if not wanted:
        raise RejectedError(
            f"--only : aucune lettre ne s'appelle ainsi ; un nom est, par exemple, {next(cells()).slug}"
        )
    pages = preview(renderer, wanted, folder)
    screen.line(f"{len(wanted)} lettres, dans {folder / 'letters.pdf'}")
    screen.line(f"{pages} planches, dans {folder / 'contact-sheet.pdf'} et en PNG")
    screen.line(f"À ouvrir dans un navigateur, avec les courriels et les SMS : {folder / 'index.html'}")
    return 0


def preview(renderer: PolicyRenderer, wanted: Iterable[Cell], folder: Path) -> int:
    """The letters one by one, merged, and on contact sheets; the mails; an index. How many contact sheets."""
    from relance.cli.contact_sheet import contact_sheets, merged, save_sheets, thumbnails

    for name in (LETTERS, MAILS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shown = [show(renderer, cell) for cell in wanted]
    for one in shown:
        (folder / LETTERS / f"{one.cell.slug}.pdf").write_bytes(one.letter)
        (folder / MAILS / f"{one.cell.slug}.html").write_text(standalone(one.mail), "utf-8")
        (folder / MAILS / f"{one.cell.slug}.txt").write_text(one.mail.text, "utf-8")
    (folder / "letters.pdf").write_bytes(merged(one.letter for one in shown))
    (folder / "index.html").write_text(_index(shown), "utf-8")
    return save_sheets(contact_sheets(picture for one in shown for picture in thumbnails(one)), folder)


def _index(shown: list[Shown]) -> str:
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(INDEX)
    return page.render(shown=shown, refused=list(refusals()))


def _policies(drafts: Path | None) -> Mapping[str, bytes]:
    """What is shipped, with the drafts of a folder in its place."""
    files = {**shipped_files(), CREDITOR: sample_creditor()}
    return {**files, **dict(_drafts(drafts))} if drafts else files


def _drafts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Files named as publication names them; the language folders may also stand alone. Raises for other names."""
    if not folder.is_dir():
        raise RejectedError(f"--texts : {folder} n'est pas un dossier")
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".toml", ".png", ".csv"))
    if not found:
        raise InvalidPolicyError(f"--texts : {folder} ne contient aucun fichier .toml")
    for path in found:
        name = path.relative_to(folder).as_posix()
        name = TEXTS + name if name.split("/")[0] in ("fr", "en") else name
        check_name(name)
        yield name, path.read_bytes()
