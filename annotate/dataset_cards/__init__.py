"""What a dataset's card on the Hub says, in the classes of the survey: read, classified, and found wanting."""
