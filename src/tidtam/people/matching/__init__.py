"""Find people by what is said of them: keys, candidates, ranking. Pure; the database and the command share it."""
