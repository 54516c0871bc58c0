"""Plans, rules and texts as they are shipped. What finance publishes lies over them, file by file."""
