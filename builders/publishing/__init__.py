"""What stands between a release folder and the Hub: is it sound, what would change, and one commit that changes it."""
