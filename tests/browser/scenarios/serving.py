"""`mingcha serve` with a phone form from another folder, so that a test may change its files.

python -m tests.browser.scenarios.serving FOLDER serve
"""

import sys
from pathlib import Path

from audit import app
from audit.__main__ import main

if __name__ == "__main__":
    app.PHONE_FORM = Path(sys.argv.pop(1))
    main()
