"""The closed lane: a tip, its messages, its sealed contact. It knows no person and keeps no trace of who wrote."""
