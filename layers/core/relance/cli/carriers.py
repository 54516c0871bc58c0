"""`relance carriers hooks`: the addresses to give to the carriers of letters."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.service.following.hook_addresses import HookAddress

WHERE: Final = {
    "ar24": "À mettre dans le champ webhook_url du secret des transporteurs.",
    "maileva": "S'inscrit par « relance carriers hooks --register ».",
    "merci_facteur": "À saisir dans votre espace Merci Facteur, avec la clé webhook_secret.",
    "mysendingbox": "À saisir dans votre espace MySendingBox, avec l'identifiant et le mot de passe du secret devant "
    "l'hôte : https://webhook_user:webhook_password@…",
}
ELSEWHERE: Final = "À donner au transporteur (docs/carriers)."


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Print the addresses, or have them registered. They are secret, and printed for whoever asks on a terminal."""
    hooks = connect().app.hook_addresses
    if arguments.register:
        for carrier, added in hooks.register():
            screen.line(f"{carrier} : {french.count(added, 'abonnement')} de plus")
        return 0
    addresses = hooks.all()
    if arguments.json:
        screen.json([{"carrier": a.carrier, "url": a.url, "set_up": a.set_up} for a in addresses])
        return 0
    screen.line("Ces adresses sont secrètes : qui les connaît peut les appeler.")
    for address in addresses:
        _show(address, screen)
    return 0


def _show(address: HookAddress, screen: Screen) -> None:
    screen.line()
    screen.line(f"{address.carrier}{'' if address.set_up else ' (pas de compte dans le secret des transporteurs)'}")
    screen.raw(f"  {address.url}")
    screen.line(f"  {WHERE.get(address.carrier, ELSEWHERE)}")
