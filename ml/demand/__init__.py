"""What will be bought: units per segment and category, and per product, over the coming days."""
