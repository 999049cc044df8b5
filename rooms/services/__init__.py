"""What people do, one function each: load, change purely, publish."""
