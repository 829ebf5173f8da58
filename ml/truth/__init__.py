"""How near profiles come to a truth that is known, as in a made-up world. Pure functions on frames."""
