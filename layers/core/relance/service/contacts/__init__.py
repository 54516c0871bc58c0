"""A contact from the day it is due to its end: planned, prepared, dispatched, settled."""
