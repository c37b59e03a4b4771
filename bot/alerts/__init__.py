"""Alerts: from a change that was noticed to the messages that tell it, and what became of them."""
