"""`python -m tidtam.cli`."""

import sys

from tidtam.cli import main

sys.exit(main())
