#!/usr/bin/env python3
"""What would a night look like that is made to be slow? Takes two rosters that `padan synthesise` made, and gives a
folder of them in which one value is shared by far too many rows.

    adversarial_rosters.py CASE FOLDER OUT

CASE is one of:

    one-name      every 20th row has the same name
    one-nik       every 20th row has the same NIK
    one-kk        every 25th row has the same No. KK
    one-birthday  everyone is born on 1 July, and every NIK says so
    one-row       a single roster of as many rows, all of them the same
    plain         nothing is changed: what the others are compared with
"""

import csv
import sys
from pathlib import Path

# File, encoding, delimiter, and the columns that cases change: name, NIK, No. KK, date of birth, sex.
ROSTERS = [
    ("bdt.csv", "utf-8", ";", ("Nama", "NIK", "NoKK", "TglLahir")),
    ("pbi_jkn.csv", "utf-8-sig", ",", ("NAMA", "NIK", "NOKK", "TGLLHR")),
]
NAME, NIK, KK = "SITI AMINAH", "3314014107800001", "3314010101100001"


def on_first_of_july(row, nik, birth):
    """The date's and the NIK's day and month; a woman's day in a NIK is 40 more."""
    date, *time = row[birth].split(" ")
    parts = date.replace("-", "/").split("/")
    if len(parts) == 3:
        parts = [parts[0], "07", "01"] if len(parts[0]) == 4 else ["01", "07", parts[2]]
        row[birth] = " ".join(["/".join(parts), *time])
    number = row[nik]
    if len(number) == 16 and number.isdigit():
        row[nik] = number[:6] + ("4107" if number[6] in "4567" else "0107") + number[10:]


def change(case, rows, columns):
    """The rows with the case's value in them."""
    name, nik, kk, birth = columns
    for number, row in enumerate(rows):
        if case == "one-name" and number % 20 == 0:
            row[name] = NAME
        elif case == "one-nik" and number % 20 == 0:
            row[nik] = NIK
        elif case == "one-kk" and number % 25 == 0:
            row[kk] = KK
        elif case == "one-birthday":
            on_first_of_july(row, nik, birth)
        yield row


def main(case, folder, out):
    out.mkdir(parents=True, exist_ok=True)
    identical = 0
    for file, encoding, delimiter, names in ROSTERS:
        with open(folder / file, encoding=encoding, newline="") as source:
            rows = csv.reader(source, delimiter=delimiter)
            header = next(rows)
            columns = [header.index(name) for name in names]
            if case == "one-row":
                identical += sum(1 for _ in rows)
                continue
            with open(out / file, "w", encoding=encoding, newline="") as target:
                writer = csv.writer(target, delimiter=delimiter, lineterminator="\n")
                writer.writerow(header)
                writer.writerows(change(case, rows, columns))
    if case == "one-row":
        header = "NIK,No KK,Nama,Tanggal Lahir,JK,Nama Ibu,Alamat,RT,RW,Desa,Kecamatan,Kabupaten"
        row = f"{NIK},{KK},{NAME},01/07/1980,P,SUPARMI,DK NGRAMPAL,01,02,SIDOHARJO,SIDOHARJO,SRAGEN"
        with open(out / "bdt.csv", "w", encoding="utf-8") as target:
            target.write(header + "\n" + (row + "\n") * identical)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
