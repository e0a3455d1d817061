"""The platform as people meet it: a real browser, real processes, a database of their own."""
