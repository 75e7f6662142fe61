"""What the product promises in numbers, measured on the machine at hand: `make bench`."""
