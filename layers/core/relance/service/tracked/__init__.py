"""Our own tracked electronic letter: its notice, its page, its facts and its certificate."""
