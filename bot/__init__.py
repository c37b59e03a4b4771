"""The doors, the desk and the wires."""
