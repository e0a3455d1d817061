"""Forms of the pages for units, memberships and hand-overs."""
