"""The creditor of the demo, what it sold to whom, and its billing system."""
