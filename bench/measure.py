"""Runs commands one after the other and tells what each cost. Node has no wait4, so a small process must.

Reads [{"argv", "cwd", "env", "stdin", "stdout", "stderr"}] from standard input (the last three are files); prints [{"status", "wallMs", "cpuMs", "peakKib", "floorKib"}]. CPU is user and system time of the process and
of the children that it waited for. A process starts as a copy of this one, so a peak below "floorKib" is not seen.
"""

import json
import os
import resource
import sys
import time

UNIT = 1 if sys.platform.startswith("linux") else 1024  # macOS counts bytes


def run(command):
    os.chdir(command["cwd"])
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, command["stdin"], os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, command["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, command["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    argv = command["argv"]
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter_ns()
    child = os.posix_spawn(argv[0], argv, command["env"], file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter_ns() - started
    return {
        "status": os.waitstatus_to_exitcode(status),
        "wallMs": wall / 1e6,
        "cpuMs": (usage.ru_utime + usage.ru_stime) * 1e3,
        "peakKib": usage.ru_maxrss // UNIT,
        "floorKib": floor // UNIT,
    }


def main():
    json.dump([run(command) for command in json.load(sys.stdin)], sys.stdout)


main()
