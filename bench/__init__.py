"""What it costs, beside its peers: `make bench`."""
