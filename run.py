"""One command on a machine that has only python3 (3.11 or newer) and pip:

    python3 run.py demo             a guided example
    python3 run.py test [...]       the tests; what follows goes to pytest
    python3 run.py check [...]      lint, types, TOML and the tests against the wheel; what follows goes to tox
    python3 run.py VERB [...]       any verb of `emulation`

The first call sets up .venv beside this file; later calls start at once.
"""

import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

# Up to here, and in its grammar as a whole, this file is old Python on purpose: the next line must be reached.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Cần Python 3.11 trở lên / Python 3.11 or newer is needed; this is " + sys.version.split()[0])

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
OLDEST_PIP = (22, 3)  # the first with `pip --python`


def state(pyproject: bytes, python: str, place: str) -> str:
    """What an environment was made from; it is made anew when this changes."""
    return hashlib.sha256(b"\0".join([pyproject, python.encode(), os.fsencode(place)])).hexdigest()


def is_ready(stamp: Path, now: str) -> bool:
    """Whether the setup that wrote `stamp` last was finished, and made from what there is `now`."""
    return stamp.is_file() and stamp.read_text() == now and (BIN / f"python{EXE}").exists()


def pip_fault(version: str) -> str:
    """Why this pip cannot be used, given what `pip --version` printed; "" when it can."""
    found = re.match(r"pip (\d+)\.(\d+)", version)
    wanted = ".".join(map(str, OLDEST_PIP))
    if not found:
        return f"Chưa có pip / {sys.executable} has no pip; install it (Debian, Ubuntu: apt install python3-pip)"
    if tuple(map(int, found.groups())) < OLDEST_PIP:
        return f"Cần pip {wanted} trở lên / pip {wanted} or newer is needed; this is {found[0]}"
    return ""


def command(word: str, rest: list[str]) -> list[str]:
    """The command line that `run.py word rest…` stands for."""
    if word == "test":
        # The whole suite is worth a process for each core; a test or two are sooner done without.
        return [str(BIN / f"python{EXE}"), "-m", "pytest", *(rest or ["-n", "auto", "--dist", "worksteal"])]
    if word == "check":
        this = f"py{sys.version_info.major}{sys.version_info.minor}"
        return [str(BIN / f"python{EXE}"), "-m", "tox", *(rest or ["run", "-e", f"lint,types,toml,{this}"])]
    return [str(BIN / f"emulation{EXE}"), word, *rest]


def base_python() -> str:
    """The interpreter whose pip does the work: not that of .venv, which has none."""
    return getattr(sys, "_base_executable", sys.executable) if Path(sys.prefix).resolve() == VENV else sys.executable


def output(*args: str) -> tuple[int, str]:
    """Exit code and whole output of pip with `args`; it asks nothing."""
    done = subprocess.run(
        [base_python(), "-m", "pip", *args],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, done.stdout


def install(extra: str, stamp: Path, now: str) -> None:
    """Install the checkout with `extra` into .venv; the stamp comes last, so that half a setup is no setup."""
    print(f"Đang chuẩn bị .venv, vài phút / Setting up .venv ({extra}), a few minutes …", file=sys.stderr, flush=True)
    python = str(BIN / f"python{EXE}")
    code, said = output("--python", python, "install", "--no-input", "--editable", f".[{extra}]")
    if code:
        print(said, file=sys.stderr)
        sys.exit("Không chuẩn bị được .venv / Setting up .venv failed: pip's own words are above")
    stamp.write_text(now)


def prepare(extra: str) -> None:
    """Make .venv hold the checkout with its test tools and `extra`, unless it does already."""
    now = state((ROOT / "pyproject.toml").read_bytes(), sys.version, str(ROOT))
    stamps = {name: VENV / f"ready-{name}" for name in ("test", extra)}
    if all(is_ready(stamp, now) for stamp in stamps.values()):
        return
    fault = pip_fault(output("--version")[1])
    if fault:
        sys.exit(fault)
    if not is_ready(stamps["test"], now):
        for stamp in stamps.values():
            stamp.unlink(missing_ok=True)
        venv.create(VENV, clear=True, with_pip=False, symlinks=os.name != "nt")
    for name, stamp in stamps.items():
        if not is_ready(stamp, now):
            install(name, stamp, now)


def start(args: list[str]) -> int:
    """Become the command, or on Windows wait for it; its exit code is ours."""
    if os.name == "nt":
        return subprocess.call(args)
    sys.stdout.flush()
    os.execv(args[0], args)


def main(args: list[str]) -> int:
    """Do what the first word says; 2 without one."""
    if not args or args[0] in ("-h", "--help"):
        print(__doc__, file=sys.stdout if args else sys.stderr)
        return 0 if args else 2
    word, *rest = args
    prepare("check" if word == "check" else "test")
    if word in ("test", "check"):
        os.chdir(ROOT)
    else:
        # What the program suggests to type next is what was typed here.
        os.environ["EMULATION_COMMAND"] = "python3 run.py"
    return start(command(word, rest))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
