"""Tests say what a person would see."""
