"""Coverage-guided fuzzing for as many frames as it is told: `make fuzz-long FRAMES=10000000`.

    python -m rooms.tests.fuzz --frames 10000000     atheris leads, from the corpus and the grammar
    python -m rooms.tests.fuzz SCRIPT...             play scripts, such as one that found something

It ends with what a whole run has to show, and with exit code 1 where that is not so.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", nargs="*", type=Path)
    parser.add_argument("--frames", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    parser.add_argument("--patience", type=int, default=60, help="seconds for one script")
    parser.add_argument("--keep", type=Path, help="directory for scripts that reach new code")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "mppsite.settings",
            "MPP_DATA_DIR": data,
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "SECRET_KEY": "known, so that a script does the same everywhere",
            "LOG_LEVEL": "CRITICAL",
        }
        import django

        if options.scripts:
            django.setup()
            from rooms.tests.fuzz.longrun import replay

            replay(options.scripts)
            return
        import atheris

        # What the decoder and the handlers are made of; the rest only slows it down.
        packages = ["rooms.protocol", "rooms.handlers", "rooms.services", "rooms.domain"]
        with atheris.instrument_imports(include=packages):
            django.setup()
            import rooms.consumers  # noqa: F401
        from rooms.tests.fuzz.longrun import LongRun

        run = LongRun(options.frames, options.keep or Path(data))
        corpus = Path(data) / "corpus"
        run.seed(corpus, HERE / "corpus")
        arguments = [
            *(
                sys.argv[0],
                str(corpus),
                "-max_len=16384",
                f"-timeout={options.patience}",
                "-rss_limit_mb=4096",
            ),
            *("-print_final_stats=0", f"-artifact_prefix={Path.cwd()}/fuzz-", "-verbosity=0"),
            f"-seed={options.seed}",
        ]
        atheris.Setup(arguments, run.one, custom_mutator=run.mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
