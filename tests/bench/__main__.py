"""python3 dev.py bench [--database sqlite|postgresql] [--clients 1,8,32] [--quick] [--folder DIR]

Ratios travel from machine to machine, absolute figures do not: quote the share of the bare page.
"""

import argparse

from tests.bench import checkin


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    parser.add_argument("--folder", help="where the scratch database lies; its disk decides FULL")
    options = parser.parse_args()
    clients = [int(number) for number in options.clients.split(",")]
    names = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    for name in names:
        checkin.measure(name, clients, share=0.1 if options.quick else 1.0, folder=options.folder)


if __name__ == "__main__":
    main()
