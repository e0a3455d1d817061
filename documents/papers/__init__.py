"""Papers: what kinds there are, what each is made from, and how it is set (typst)."""
