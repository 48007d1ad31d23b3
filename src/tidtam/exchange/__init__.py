"""What is typed into other systems by hand: sheets, lines side by side, who typed which when."""
