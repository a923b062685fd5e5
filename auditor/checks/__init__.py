"""One file a check; pure: no files, no network, no clock."""
