"""The app: published profiles to look at, in Chinese and English. Reads the published snapshot only."""
