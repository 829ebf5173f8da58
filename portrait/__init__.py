"""A portrait 画像: what a published snapshot says of one customer, read once, for the app and the command."""
