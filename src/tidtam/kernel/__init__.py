"""What every room stands on: errors, state tables, identifiers, the actor, the wall. No models."""
