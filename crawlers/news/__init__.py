"""News from feeds and from Wikinews, fetched politely, one line an address, to be grouped into events."""
