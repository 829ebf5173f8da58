"""Uplift: what a message changes, learnt from those who were drawn and held out."""
