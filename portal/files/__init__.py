"""The credit file: everything about one organisation on one page, and each fact on its own."""
