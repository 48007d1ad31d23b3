"""Verbs of the reports room."""
