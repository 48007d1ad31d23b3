"""Meetings of the drug centres: who must come, the pack of figures, what was decided, who does it, the minutes."""
