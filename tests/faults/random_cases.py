"""What programs of many random cases share: their options, and how they say what came of it."""
import argparse
import os
import time


def options_of(description, cases):
    """`--cases`, `--seed`, `--only`, `--jobs`; `numbers` are those of the cases to run."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=cases)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this case alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.numbers = [options.only] if options.only is not None else list(range(options.cases))
    options.begin = time.monotonic()
    return options


def tell(options, tally, bad):
    """Prints what must not be, and the counts; the exit code."""
    for sentence in bad:
        print(sentence)
    print(", ".join(f"{name}: {tally[name]}" for name in sorted(tally)))
    print(f"{tally['cases']} cases in {time.monotonic() - options.begin:.0f} s, seed {options.seed}: {len(bad)} violations")
    return 1 if bad else 0
