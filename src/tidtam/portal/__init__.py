"""The public door: find the own local government, ask it for help, follow what becomes of it. No account."""
