"""Benchmarks: what the platform promises about speed, measured again whenever asked.

Each floor adds a module here with functions marked `@benchmark`. Figures are ratios to a floor
measured in the same run wherever there is one; seconds are only compared with a stated limit.
"""
