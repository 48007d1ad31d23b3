"""What follow-up is by rule: plan, rounds, status, screening, checks, transfer, rosters. No database and no clock."""
