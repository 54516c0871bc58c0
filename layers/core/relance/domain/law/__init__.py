"""French law of late payment as pure functions. Rule ids such as PEN-06 are explained in docs/law.md."""
