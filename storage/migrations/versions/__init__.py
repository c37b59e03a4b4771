"""Numbered; each goes up and down."""
