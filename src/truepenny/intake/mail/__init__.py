"""The road in for mail: whose ticket is it, was it here before, what may be stored of it."""
