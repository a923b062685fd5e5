"""What the store holds -> HTML and JSON: one file a format; pure."""
