"""Risk watch: who is likely to fall behind with a payment, told by a scorecard of points."""
