"""An invented county: its organisations, and what its offices said of them. Pure: numbers and a
seed in, plain values out.

No organisation in it can be a real one: its code lies in a block no register issues, and its name
begins with a word no business is called by (county.names).
"""
