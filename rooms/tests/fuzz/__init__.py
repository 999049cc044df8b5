"""Hostile input: random and coverage-guided frames against a whole server in one process."""
