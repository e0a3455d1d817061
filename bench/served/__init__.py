"""What the benchmarks of pages serve: the platform, and bare views beside it."""
