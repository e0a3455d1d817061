"""What the engine does: see grading (keeping grades right), rulebooks (their life), applying."""
