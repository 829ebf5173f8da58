"""Value and rhythm: order days, spend and margin to expect, who is still a customer, the next order day."""
