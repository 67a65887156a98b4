"""python3 dev.py bench [TABLE …] [--database sqlite|postgresql] [--quick] …
python3 dev.py bench --province [--quick]   reports and rankings at a million learners
python3 dev.py bench --phone [--quick]      what a cheap phone on a bad line waits for

Ratios travel from machine to machine, absolute figures do not: quote the share of the bare page.
"""

import argparse

from tests.bench import checkin, overhead, pages, phone, queries

PROVINCE = 1_000_000
TABLES = ["checkin", "pages", "overhead", "queries"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"of {TABLES}; all of them")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--clients", default="1,8,32,128")
    parser.add_argument("--people", type=int, default=100_000, help="learners in the query table")
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests and people")
    parser.add_argument("--folder", help="where the scratch database lies; its disk decides FULL")
    parser.add_argument("--phone", action="store_true", help="pages in Chromium on a bad line")
    parser.add_argument("--province", action="store_true", help="questions at a million learners")
    options = parser.parse_args()
    if options.province:
        options.tables, options.people = ["overhead", "queries"], PROVINCE
    if options.phone:
        phone.measure(rounds=1 if options.quick else 3)
        return
    clients = [int(number) for number in options.clients.split(",")]
    names = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    share = 0.1 if options.quick else 1.0
    for name in names:
        if "checkin" in (options.tables or TABLES):
            checkin.measure(name, clients, share=share, folder=options.folder)
        if "pages" in (options.tables or TABLES):
            pages.measure(name, folder=options.folder)
        if "overhead" in (options.tables or TABLES):
            overhead.measure(name, share=share, folder=options.folder)
    if "queries" in (options.tables or TABLES):
        queries.measure(names, int(options.people * share))


if __name__ == "__main__":
    main()
