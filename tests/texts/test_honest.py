"""What finance would really write passes, and the same threat in other words does not."""

import pytest

from tests.texts.lab import changed

HONEST = [
    ("fr/first_reminder.business", "Votre compte présente à ce jour un solde débiteur."),
    ("fr/first_reminder.business", "Il peut s'agir d'une erreur de saisie de notre part."),
    ("fr/first_reminder.business", "Vous pouvez passer l'ordre de virement auprès de votre banque."),
    ("fr/first_reminder.business", "Notre comptabilité répond du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h."),
    ("fr/first_reminder.business", "Vous trouverez ci-joint le détail des soldes et la fiche de règlement."),
    ("fr/first_reminder.business", "Contre l'escroquerie : nous ne changeons jamais d'IBAN par courriel."),
    ("fr/first_reminder.business", "Si votre requête en cours attend une réponse, rappelez-nous."),
    ("fr/first_reminder.business", "Votre police d'assurance n'est pas en cause."),
    ("fr/first_reminder.business", "Toute réclamation ou plainte relative à cette facture sera examinée avec soin."),
    ("fr/first_reminder.business", "Nous tenons à la poursuite de nos bonnes relations."),
    ("fr/first_reminder.business", "La somme totale figure ci-dessous ; nous sommes à votre disposition."),
    ("fr/first_reminder.consumer", "Aucuns frais de relance ne vous sont demandés, ni pénalité."),
    (
        "fr/first_reminder.consumer",
        "Les frais de port sont compris dans la facture ; aucun intérêt de retard n'est dû.",
    ),
    ("fr/first_reminder.public", "Merci de saisir la date de mise en paiement dans Chorus Pro."),
    ("fr/pre_due_notice.business", "Si vous n'avez pas reçu cette facture, dites-le-nous."),
    ("fr/second_reminder.business", "Décret n° 2012-1115 du 2 octobre 2012 ; article L. 441-10 du code de commerce."),
    ("fr/second_reminder.business", "Notre conseiller est joignable 7 jours sur 7, au 01.44.55.66.77."),
    ("fr/second_reminder.business", "Si vous faites l'objet d'un redressement judiciaire, dites-le-nous."),
    ("fr/last_reminder.business", "Passé cette date, nous vous adresserons une mise en demeure de payer."),
    ("fr/last_reminder.business", "Une lettre recommandée valant mise en demeure vous serait alors adressée."),
    ("fr/formal_notice.business", "Nous espérons encore un règlement amiable, dans les meilleurs délais."),
    ("en/pre_due_notice.business", "We would like to remind you that this invoice will soon fall due."),
    ("en/pre_due_notice.business", "Please let us know without delay if you have not received it."),
    ("en/first_reminder.business", "To prevent fraud, we never change our bank details by e-mail."),
    ("en/first_reminder.business", "In order to pay, please contact your bank, open from 9 a.m."),
    ("en/last_reminder.business", "Failing that, we shall have to give you formal notice under French law."),
]
LETTERS = [
    # The same mentions in other words than the shipped ones.
    (
        "fr/first_reminder.firm",
        "opening",
        "À moins d'une erreur de notre part, {{ amount }} sont dus ({{ days_late }}).",
    ),
    (
        "fr/first_reminder.business",
        "request",
        (
            "Merci de payer au plus tard le {{ answer_by }} ({{ reference }}). Si vous avez déjà réglé, ignorez cette "
            "lettre. Contact : {{ phone }}."
        ),
    ),
    (
        "en/first_reminder.business",
        "request",
        (
            "Kindly pay by {{ answer_by }}, quoting {{ reference }}. If you have already paid, please ignore this; "
            "otherwise call {{ phone }}."
        ),
    ),
    (
        "fr/last_reminder.consumer",
        "request",
        (
            "Ceci est notre DERNIERE RELANCE. Merci de régler avant le {{ answer_by }}, réf. {{ reference }}. En "
            "cas de désaccord : {{ email }}. À défaut, une mise en demeure pourrait suivre. Si votre paiement a croisé "
            "cette lettre, n'en tenez pas compte."
        ),
    ),
    (
        "en/last_reminder.consumer",
        "request",
        (
            "This is our final reminder. Please pay by {{ answer_by }}, ref. {{ reference }}. If you disagree, write "
            "to {{ email }}. Otherwise a formal notice may follow. If your payment crossed this letter, ignore it."
        ),
    ),
]
THREATS = [
    ("MOT-01", "Nous procéderons à l'exécution forcée."),
    ("MOT-01", "Un avis à tiers détenteur sera émis."),
    ("MOT-02", "Nous ferons vendre vos biens aux enchères."),
    ("MOT-02", "Un agent passera à votre domicile."),
    ("MOT-02", "Vos comptes seront bloqués."),
    ("MOT-02", "Nous bloquerons votre compte bancaire."),
    ("MOT-02", "Vous vous exposez à des poursuites."),
    ("MOT-02", "Vous risquez la prison."),
    ("MOT-02", "C'est du vol."),
    ("MOT-02", "Vous serez inscrit au fichier des mauvais payeurs."),
    ("MOT-02", "Votre malhonnêteté est manifeste."),
    ("MOT-02", "Nous demanderons votre mise en liquidation judiciaire."),
    ("MOT-02", "HUISSIER, POLICE, SAISIE."),
    ("MOT-03", "VOUS ETES NOTRE DEBITEUR."),
    ("MOT-12", "Nous informerons vos fournisseurs de la situation."),
    ("MOT-12", "Votre banque en serait avisée."),
    ("MOT-12", "Votre patron en sera averti."),
    ("MOT-12", "Votre nom sera publié."),
    ("MOT-16", "Une procédure judiciaire sera engagée sans autre avis."),
    ("CHI-01", "Payez sous 8 j."),
    ("CHI-01", "Dans un délai de 8 (huit) jours."),
    ("CHI-01", "Sous quatorze jours, ou sous vingt et un jours."),
    ("CHI-01", "Réponse attendue sous 48 h."),
    ("CHI-01", "Sous quarante-huit heures."),
    ("CHI-01", "D'ici la fin du mois."),
    ("CHI-01", "Avant vendredi."),
    ("CHI-01", "Dans la semaine."),
    ("CHI-01", "À dater de la présente."),
    ("CHI-01", "Sous une dizaine de jours."),
    ("CHI-01", "À J+8."),
    ("CHI-02", "Le quinze mars."),
    ("CHI-02", "Pour fin mars."),
    ("CHI-02", "Avant le 2026-04-01."),
    ("CHI-02", "Le 15 courant."),
    ("CHI-03", "Soit quarante euros."),
    ("CHI-03", "Une pénalité de trois fois le taux légal."),
    ("CHI-03", "Soit EUR 40."),
]


@pytest.mark.parametrize(("stem", "sentence"), HONEST)
def test_an_honest_sentence_passes(stem: str, sentence: str) -> None:
    assert changed(stem, "letter", "closing", sentence) == []
    assert changed(stem, "mail", "closing", sentence) == []


@pytest.mark.parametrize(("stem", "field", "text"), LETTERS)
def test_an_honest_letter_in_other_words_passes(stem: str, field: str, text: str) -> None:
    assert changed(stem, "letter", field, text) == []


@pytest.mark.parametrize(("rule", "sentence"), THREATS)
def test_the_same_in_other_words_is_found(rule: str, sentence: str) -> None:
    assert rule in {breach.rule for breach in changed("fr/last_reminder.business", "letter", "closing", sentence)}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("CHI-01", "Within a fortnight, please."),
        ("CHI-01", "By the end of the month."),
        ("CHI-01", "Within twenty-one days."),
        ("CHI-01", "Within a week."),
        ("CHI-02", "By the 3rd of March."),
        ("MOT-01", "A court order will be sought."),
        ("MOT-02", "We shall sue."),
        ("MOT-02", "Your credit rating would suffer."),
        ("MOT-12", "We will inform your bank."),
        ("MOT-16", "We shall start court proceedings."),
    ],
)
def test_the_same_in_english_is_found(rule: str, sentence: str) -> None:
    assert rule in {breach.rule for breach in changed("en/last_reminder.business", "letter", "closing", sentence)}
