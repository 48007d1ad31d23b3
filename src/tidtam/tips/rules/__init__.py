"""What must hold of a tip, as pure functions: receipts, routing, words of ages of keys."""
