"""Run the `huaxiang` command, and die at a file: `killed_at.py before|after PATTERN run --as-of …`.

`before`: a file or folder whose path matches PATTERN is about to get its name. `after`: it has it, and
something else is about to happen. What matters is written aside and renamed; these moments count.
"""

import os
import signal
import sys
from fnmatch import fnmatch

when, pattern = sys.argv[1:3]
del sys.argv[1:3]
is_due = False


def die(event: str, arguments: tuple) -> None:
    global is_due  # noqa: PLW0603 -- an audit hook can keep nothing elsewhere
    is_named_now = event == "os.rename" and fnmatch(str(arguments[1]), pattern)
    # killing is itself an event
    if event != "os.kill" and (is_due or (is_named_now and when == "before")):
        os.kill(os.getpid(), signal.SIGKILL)
    is_due = is_due or is_named_now


sys.addaudithook(die)

from orchestration.cli import main  # noqa: E402 -- only now can nothing escape the hook

main()
