"""The commands of the program, a file for each group; loaded only when called."""
