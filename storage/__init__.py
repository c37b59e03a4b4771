"""The archive: what is remembered, and how it is sealed."""
