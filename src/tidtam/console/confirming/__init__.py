"""Confirming a read letter: what the page and the command line propose, and what the clerk makes of it."""
