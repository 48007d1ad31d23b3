"""A signed report as paper and as data: PDF/A, XLSX, CSV, JSON, and the letter it goes out with."""
