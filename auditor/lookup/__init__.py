"""Recorded answers about domains; the only room that may touch the network."""
