"""Look-alikes 相似人群: who outside a segment is like those in it, in all that its rule does not read."""
