"""What anybody reads without signing in: search, the file of one organisation, the catalogue, the
correction notes, and the rules of what is shown and for how long."""
