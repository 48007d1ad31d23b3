"""The map: layers by right, cells and counts of what lies where, outlines, the page."""
