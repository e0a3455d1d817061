"""As many organisations as a province has: a county told through the services, and copies of it
under other codes, names and document numbers.

For measuring only. Copies are written by the owner of the database in a few statements; then every
index, key and trigger is put back, which checks each row, and a test sends what a copy says through
the services again: nothing of it is new to them.
"""
