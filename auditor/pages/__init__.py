"""Page -> profile: one file a page kind; pure."""
