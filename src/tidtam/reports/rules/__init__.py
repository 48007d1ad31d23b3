"""Pure rules of the reports room: what a form is, its checks, its due dates, the hash of what is signed."""
