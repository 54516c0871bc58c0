"""Each rule of mails finds what it is for: a sound mail, spoilt in one place."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.adapters.policies.names import TextName
from relance.adapters.rendering.mail.lint import RULES, lint_mail
from relance.adapters.rendering.mail.lint_look import contrast
from relance.domain.billing import CustomerKind
from relance.domain.document import Document, Tone
from relance.ports.rendering import RenderedMail
from tests.mail.mails import written

Spoil = Callable[[RenderedMail], RenderedMail]
SOUND = written(TextName("fr", Document.FIRST_REMINDER, CustomerKind.BUSINESS, Tone.CORDIAL))


def html(old: str, new: str) -> Spoil:
    def spoil(mail: RenderedMail) -> RenderedMail:
        assert old in mail.html
        return replace(mail, html=mail.html.replace(old, new))

    return spoil


def text(old: str, new: str) -> Spoil:
    def spoil(mail: RenderedMail) -> RenderedMail:
        assert old in mail.text
        return replace(mail, text=mail.text.replace(old, new))

    return spoil


def after_the_body(words: str) -> Spoil:
    return html("</body>", f"{words}</body>")


def with_subject(words: str) -> Spoil:
    return lambda mail: replace(mail, subject=words)


SPOILT: tuple[tuple[str, Spoil, str], ...] = (
    ("MAIL-SIZE", after_the_body("<p>" + "a" * 100_000 + "</p>"), "octets"),
    ("MAIL-ACTIVE", after_the_body("<script>1</script>"), "<script>"),
    ("MAIL-ACTIVE", after_the_body("<form></form>"), "<form>"),
    ("MAIL-ACTIVE", html("<title>", '<link rel="stylesheet" href="https://x.example/a.css"><title>'), "<link>"),
    ("MAIL-ACTIVE", html("<body ", '<body onload="x()" '), "onload"),
    ("MAIL-ACTIVE", html("<title>", '<meta http-equiv="Refresh" content="0"><title>'), "en appelle une autre"),
    ("MAIL-REMOTE", html('src="cid:', 'src="https://x.example/'), "https://x.example/"),
    ("MAIL-REMOTE", html("<body ", '<body background="//x.example/a.png" '), "//x.example/a.png"),
    ("MAIL-REMOTE", html("margin:0 0 16px", "background:url(a.png)"), "un fichier ailleurs"),
    ("MAIL-REMOTE", html(":root{", "@import 'https://x.example/a.css';:root{"), "la feuille de style va chercher"),
    ("MAIL-REMOTE", html(":root{", ":root{background:url(https://x.example/a.png);"), "la feuille de style va"),
    ("MAIL-IMAGE", html('src="cid:', 'src="cid:another'), "n'est pas dans le courriel"),
    ("MAIL-IMAGE", html('src="cid:', 'title="'), "sans être montrée"),
    ("MAIL-PIXEL", after_the_body('<img src="cid:x" alt="x" width="1" height="1">'), "mouchard"),
    ("MAIL-PIXEL", after_the_body('<img src="cid:x" alt="x">'), "mouchard"),
    ("MAIL-PIXEL", after_the_body('<img src="cid:x" alt="x" width="9" height="9" style="display:none">'), "mouchard"),
    ("MAIL-ALT", html('alt="Atelier Lumière"', 'alt=""'), "alt"),
    ("MAIL-TABLE", after_the_body("<table><tr><td>1</td></tr></table>"), "ni role=presentation"),
    ("MAIL-TABLE", after_the_body('<table role="presentation"><tr><th scope="col">1</th></tr></table>'), "en-têtes"),
    ("MAIL-TABLE", html(' scope="col"', ""), "en-têtes avec scope"),
    ("MAIL-LANG", html('lang="fr"', 'lang="en"'), "« en »"),
    ("MAIL-LANG", html(' lang="fr"', ""), "«  »"),
    ("MAIL-META", html('<meta charset="utf-8">', ""), "utf-8"),
    ("MAIL-META", html('name="viewport"', 'name="none"'), "viewport"),
    ("MAIL-STYLE", html("margin:0 0 16px", "position:fixed"), "« position »"),
    ("MAIL-STYLE", html("margin:0 0 16px", "display:flex"), "display:flex"),
    ("MAIL-SHEET", html(":root{", "p{color:red}\n:root{"), "« p »"),
    ("MAIL-DARK", html('name="supported-color-schemes"', 'name="none"'), "color-scheme"),
    ("MAIL-DARK", html("prefers-color-scheme:dark", "prefers-color-scheme:light"), "prefers-color-scheme:dark"),
    ("MAIL-DARK", html("[data-ogsc]", "[data-x]"), "[data-ogsc]"),
    ("MAIL-CONTRAST", html("color:#55626f", "color:#a0a8b0"), "thème clair : #a0a8b0 sur #ffffff"),
    ("MAIL-CONTRAST", html(".r-soft{color:#a9b5c0!important}", ""), "thème sombre : #55626f"),
    ("MAIL-CONTRAST", html("color:#55626f", "color:grey"), "thème clair : grey"),
    ("MAIL-WIDTH", html('width="600"', 'width="720"'), "720"),
    ("MAIL-WIDTH", html("margin:0 0 16px", "width:601px"), "601"),
    ("MAIL-SUBJECT", with_subject(""), "objet"),
    ("MAIL-SUBJECT", with_subject("Rappel\nBcc: x@evil.example"), "objet"),
    ("MAIL-SUBJECT", with_subject("a" * 251), "objet"),
    ("MAIL-PREHEADER", html("display:none", "display:block"), "caché"),
    ("MAIL-PREHEADER", html('aria-hidden="true">', f'aria-hidden="true">{"très " * 40}'), "caractères"),
    ("MAIL-LINK", html('href="tel:', 'href="http:'), "ni https"),
    ("MAIL-LINK", text("https://paiement", "https://autre"), "n'est pas écrit dans la partie texte"),
    ("MAIL-LINK", html(">Régler en ligne<", ">https://banque.example<"), "mène ailleurs"),
    ("MAIL-TEXT", lambda mail: replace(mail, text=" \n"), "manque"),
    ("MAIL-TEXT", text("RL-260302-EXEMPLEXEMPL", "RL"), "référence"),
    ("MAIL-TEXT", lambda mail: replace(mail, text="Réf. RL-260302-EXEMPLEXEMPL"), "aucun montant"),
    ("MAIL-SAME", after_the_body("<p>Il reste 77,77 €.</p>"), "« 77,77 »"),
    ("MAIL-COLUMNS", lambda mail: replace(mail, text=f"{mail.text}  Facture {'F-1 ' * 30}"), "ligne de tableau"),
    ("MAIL-LEFTOVER", text("Bonjour", "{{ debtor }}"), "« {{ »"),
    ("MAIL-LEFTOVER", html("Bonjour", "**Bonjour"), "« ** »"),
    ("MAIL-LEFTOVER", text("Bonjour", "<p>Bonjour</p>"), "balises"),
)


@pytest.mark.parametrize(("rule", "spoil", "said"), SPOILT, ids=[f"{case[0]}-{n}" for n, case in enumerate(SPOILT)])
def test_the_rule_finds_it(rule: str, spoil: Spoil, said: str) -> None:
    found = lint_mail(spoil(SOUND))
    assert any(reason.startswith(f"[{rule}] ") and said in reason for reason in found), found


def test_every_rule_has_a_sample_that_breaks_it() -> None:
    assert {rule for rule, *_ in SPOILT} == {rule.id for rule in RULES}


def test_the_sound_mail_breaks_none() -> None:
    assert lint_mail(SOUND) == []


def test_the_preheader_is_not_the_subject_again() -> None:
    start = SOUND.html.index('aria-hidden="true">') + len('aria-hidden="true">')
    preheader = SOUND.html[start : SOUND.html.index("&#847;")]
    for subject in (preheader, f"Atelier – {preheader.upper()} !"):
        assert lint_mail(replace(SOUND, subject=subject)) == ["[MAIL-PREHEADER] le texte d'aperçu répète l'objet"]


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    """The figures are those of the published calculators."""
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert contrast(second, first) == contrast(first, second)
