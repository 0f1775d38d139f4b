#!/usr/bin/python3
"""Every shipped profile fits the JSON schema, and the schema refuses what is wrong.

Usage: profile_schema_check.py FOLDER-OF-PROFILES
"""

import copy
import json
import pathlib
import sys

import jsonschema


def broken(document):
    """Copies of a good profile with one thing wrong in each."""
    changes = {
        "an unknown key": lambda d: d.update(colour="red"),
        "no link": lambda d: d.pop("link"),
        "a number for a scale": lambda d: d["points"][1].update(scale=0.01),
        "an unknown type": lambda d: d["points"][1].update(type="float"),
        "an unknown confidence": lambda d: d["points"][1].update(confidence="sure"),
        "a point without a source": lambda d: d["points"][1].pop("source"),
        "an unknown poll class": lambda d: d["blocks"][0].update(poll="fast"),
        "retries of a sale": lambda d: d["link"]["retries"].update(sell=1),
        "an unknown count rule": lambda d: d["semantics"].update(countRule="plusOne"),
        "an unknown protocol": lambda d: d.update(protocol="iec"),
    }
    for what, change in changes.items():
        copied = copy.deepcopy(document)
        change(copied)
        yield what, copied


def main():
    folder = pathlib.Path(sys.argv[1])
    schema = json.loads((folder / "profile.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failures = []
    profiles = [each for each in sorted(folder.glob("*.json")) if each.stem != "profile.schema"]
    for file in profiles:
        document = json.loads(file.read_text(encoding="utf-8"))
        for error in validator.iter_errors(document):
            place = "/".join(str(part) for part in error.absolute_path)
            failures.append(f"{file.name}: /{place}: {error.message}")
        for what, wrong in broken(document):
            if validator.is_valid(wrong):
                failures.append(f"{file.name}: the schema lets {what} pass")
    if len(profiles) < 5:
        failures.append(f"only {len(profiles)} profiles in {folder}")
    print("\n".join(failures) or f"{len(profiles)} profiles fit the schema")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
