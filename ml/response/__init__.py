"""Campaign response: who clicks a marketing message."""
