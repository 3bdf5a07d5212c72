"""The person key and the surrogates: what exactly is hashed. deploy/deidentify.md tells it to others.

The message is text in UTF-8, its pieces joined by the character 31 (unit separator):
    person_key 1 family SMITH given JOHN birth 1985-03-04
    id 1 2026-004711
Changing anything here gives everybody another key: raise VERSION and say so on that page.
"""

from __future__ import annotations

from etl.deidentify.plan import BORN, FAMILY, GIVEN, NAME, NUMBER, Plan

VERSION = "1"


def pieces(plan: Plan, looks: dict[str, str]) -> list[tuple[str, str]]:
    """(label, SQL of the normalized text, NULL when not known) of each part, in the order of hashing.

    `looks` are the lookup tables of names and of the birth date, by part.
    """
    found = []
    for part, index in plan.parts.items():
        cell, look = f"source.c{index}", looks.get(part)
        if part == NAME:
            found += [(FAMILY, f"{look}.family"), (GIVEN, f"{look}.given")]
        elif part in (FAMILY, GIVEN):
            found.append((part, f"{look}.{part}_alone"))
        elif part == BORN:
            day = f"case when not {look}.month_only then strftime({look}.value, '%Y-%m-%d') end"
            found.append((BORN, day))
        elif part == NUMBER:
            found += [("agency", "lower(trim($agency::varchar))"), (NUMBER, f"number_part({cell})")]
        else:
            found.append((part, f"{part}_part({cell})"))
    return found


def person_sql(plan: Plan, looks: dict[str, str]) -> str:
    """SQL of the person key: 64 hex digits, NULL for a row in which a part is not known."""
    parts = pieces(plan, looks)
    texts = ", ".join(f"'{label}', {text}" for label, text in parts)
    known = " and ".join(f"{text} is not null" for _, text in parts)
    message = f"concat_ws(chr(31), 'person_key', '{VERSION}', {texts})"
    return f"case when {known} then hmac_hex({message}, $inner_pad::blob, $outer_pad::blob) end"


def id_sql(index: int) -> str:
    """SQL of the surrogate of a number: 64 hex digits."""
    cell = f"id_text(source.c{index})"
    message = f"concat_ws(chr(31), 'id', '{VERSION}', {cell})"
    return f"case when {cell} is not null then hmac_hex({message}, $inner_pad::blob, $outer_pad::blob) end"
