"""Pages of the obligations room: calendar, duty, library, links, holidays."""
