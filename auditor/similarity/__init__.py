"""Candidates and links between pictures and between texts; pure."""
