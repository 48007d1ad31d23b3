"""Forms of the reports room. No rules here: the actions refuse, the views put the refusal beside the field."""
