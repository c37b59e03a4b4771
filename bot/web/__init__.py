"""Pages and probes for browsers and machines."""
