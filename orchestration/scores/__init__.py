"""Models of a home: kept, trained, and put to use on its customers."""
