"""The demonstration: invented people, units' work and papers, made through the real services.

Never in production: accounts.services.demo refuses there, and so does the command.
"""
