"""Saved file -> pages: one file a container; bytes in, no network, no files."""
