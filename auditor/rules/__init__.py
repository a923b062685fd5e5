"""Lure rules: one TOML file an indicator, their engine, and the co-occurrence levels; pure."""
