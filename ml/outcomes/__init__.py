"""Whether something happens within so many days: trained, tested and told in one way."""
