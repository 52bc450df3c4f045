"""What a ledger must survive. `tox -e torture` does all of it and prints figures; the suite does a little of each."""
