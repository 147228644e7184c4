"""How fast the press is beside its peers, measured on the same texts in one run (`make bench`)."""
