"""Taking in branches and people from CSV files."""
