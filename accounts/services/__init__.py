"""Writes: one function per change, inside a door's transaction, each with its audit event."""
