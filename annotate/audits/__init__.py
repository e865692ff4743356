"""What a finished inference dataset gives away without being understood. One audit a file; all are pure functions."""
