"""Sheets and papers of the aftercare room."""
