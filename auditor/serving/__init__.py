"""The local review page: the report, served on the loopback address, with decisions saved at once."""
