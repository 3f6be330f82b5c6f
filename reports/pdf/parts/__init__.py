"""What reports are made of: each module returns blocks for one part of a report."""
