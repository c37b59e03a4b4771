"""Tools of the workflow."""
