"""Where cases come from: one file for each source."""
