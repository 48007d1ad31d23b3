"""Values and rows the tests are made of."""
