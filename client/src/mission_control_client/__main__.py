"""``python -m mission_control_client emit …``, for machines that have only the client."""

import sys

from mission_control_client.command import main

sys.exit(main(sys.argv[1:]))
