"""Portfolios: a user ID, a PIN, up to 100 cases, and who is told when one changes."""
