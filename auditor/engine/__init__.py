"""Who calls the unit of work: in this process or in worker processes."""
