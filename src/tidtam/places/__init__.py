"""Areas of Thailand: provinces, districts, subdistricts, villages, and their points."""
