"""Pages of the exchange room: the month's INFO sheet, who has typed it, what is unmet where."""
