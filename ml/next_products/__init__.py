"""Next products: what each customer is likely to buy within the horizon, again or for the first time."""
