"""A simulated agency and a simulated carrier, and the page with two phones."""
