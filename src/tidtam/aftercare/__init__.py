"""Follow-up after rehabilitation: programme, cohort, case, rounds, visits, transfer of responsibility."""
