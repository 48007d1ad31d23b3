"""Tidtam: letter, duty, visit, figure, signed report, national entry as one traceable chain."""
