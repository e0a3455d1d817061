"""Statements of the demonstration."""
