"""The pages of the portal, one module per part of the way."""
