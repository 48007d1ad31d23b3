"""Thai as a first language: digits, dates in พ.ศ., names, sorting, holidays. Pure functions."""
