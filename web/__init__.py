"""Pages for patrons and the JSON API: a request in, the service's answer out, nothing else."""
