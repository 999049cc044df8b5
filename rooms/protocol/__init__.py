"""The wire: typed messages in, encoded fragments out. Nobody else knows `m`, `_id` or `n`."""
