"""What people notice when their server is attacked: `python -m benchmarks.hostile`."""
