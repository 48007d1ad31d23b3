"""The tree of offices with validity dates: departments, provinces, districts, local governments, teams, agencies."""
