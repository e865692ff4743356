"""What a record is, and where it is kept: imports nothing of ours."""
