"""What the work led to: key measures, programs, flows, equity, cost and comparison."""
