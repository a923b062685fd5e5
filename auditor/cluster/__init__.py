"""The same audit on many machines: what they read lies in shards, what they share is joined, no result differs."""
