"""Reads. `access_…` finds what the actor may see or raises; `lock_…` holds a row for a service."""
