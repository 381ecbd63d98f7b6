"""What does a peer get to see of a data set?

One table of all rosters of a set, cleaned as the peers' documentation asks of their users: one spelling of dates, one
case, codes for sex, digits only in numbers, empty where nothing stands. Padan gets none of this: it reads the files.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

import data_sets

INDONESIAN_MONTHS = {
    **dict.fromkeys(["JAN", "JANUARI"], 1),
    **dict.fromkeys(["FEB", "FEBRUARI", "PEBRUARI"], 2),
    **dict.fromkeys(["MAR", "MARET"], 3),
    **dict.fromkeys(["APR", "APRIL"], 4),
    **dict.fromkeys(["MEI", "MAY"], 5),
    **dict.fromkeys(["JUN", "JUNI"], 6),
    **dict.fromkeys(["JUL", "JULI"], 7),
    **dict.fromkeys(["AGU", "AGT", "AGS", "AUG", "AGUSTUS"], 8),
    **dict.fromkeys(["SEP", "SEPT", "SEPTEMBER"], 9),
    **dict.fromkeys(["OKT", "OCT", "OKTOBER"], 10),
    **dict.fromkeys(["NOV", "NOP", "NOVEMBER", "NOPEMBER"], 11),
    **dict.fromkeys(["DES", "DEC", "DESEMBER"], 12),
}
TITLES = re.compile(r"\b(DRS?|DRA|HJ?|IR|PROF|KH|BPK|BAPAK|IBU|SDR|SDRI|ALM|ALMH|NY|TN)\b\.?")
DEGREES = re.compile(r",.*$|\b[SM]\.? ?(PD|KOM|KEP|SOS|AG|H|E|T|SI|IP|M|PD\.I)\b\.?.*$|\bA\.? ?MD\b.*$")
# Short forms of first names that a careful person writes out; a longer list would be a name model of its own.
SHORT = {
    **dict.fromkeys(["MUH", "MOH", "MHD", "MOCH", "MUCH", "MOHAMAD", "MOHAMMAD", "MUHAMAD", "MOCHAMAD"], "MUHAMMAD"),
    **dict.fromkeys(["ABD", "ABDL"], "ABDUL"),
    **dict.fromkeys(["ST", "SITTI"], "SITI"),
    **dict.fromkeys(["ACH", "ACHMAD", "AKHMAD"], "AHMAD"),
    **dict.fromkeys(["NR"], "NUR"),
}
LARGEST_PERSON = 8
REGION_WORDS = re.compile(r"\b(KABUPATEN|KAB|KOTA|KECAMATAN|KEC|DESA|KELURAHAN|KEL)\b\.?")


@dataclass
class Table:
    """All rows of a set: `id` is `roster:row`, the other columns are for comparing."""

    rows: pd.DataFrame
    # Which columns play which part; a tool's script knows what its documentation advises for each.
    forename: str
    surname: str
    birth: str | None
    other: dict[str, str] = field(default_factory=dict)
    # Only pairs between the two files are asked for.
    link_only: bool = False


def read(folder):
    """Read and clean the set in a folder."""
    name = Path(folder).name
    if name.startswith("febrl"):
        table = febrl(folder)
    elif name.startswith("rldata"):
        table = rldata(folder)
    elif name.startswith("synthesised"):
        table = synthesised(folder, name)
    else:
        table = pseudopeople(folder)
    table.link_only = name in data_sets.LINKED
    return table


def rosters(folder):
    """Every roster's rows as text, with their ids."""
    tables = []
    for path in sorted(Path(folder).glob("*.csv")):
        if path.name != "truth.csv":
            table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
            table.insert(0, "roster", path.stem)
            table.insert(0, "id", [f"{path.stem}:{row}" for row in range(1, len(table) + 1)])
            tables.append(table)
    return pd.concat(tables, ignore_index=True)


def febrl(folder):
    """Febrl is clean but for what was spoilt on purpose; dates that are none become empty."""
    rows = rosters(folder)
    rows["date_of_birth"] = iso(rows["date_of_birth"], "%Y%m%d")
    kinds = {"soc_sec_id": "identifier", "street_number": "number", "address_1": "text", "address_2": "text"}
    kinds |= {"suburb": "text", "postcode": "postcode", "state": "code"}
    return Table(rows, "given_name", "surname", "date_of_birth", kinds)


def rldata(folder):
    """Both parts of a name in one column, the parts of the date as one date."""
    rows = rosters(folder)
    dates = rows["by"] + rows["bm"].str.zfill(2) + rows["bd"].str.zfill(2)
    clean = pd.DataFrame({"id": rows["id"], "roster": rows["roster"]})
    clean["first_name"] = joined(rows, ["fname_c1", "fname_c2"])
    clean["last_name"] = joined(rows, ["lname_c1", "lname_c2"])
    clean["date_of_birth"] = iso(dates, "%Y%m%d")
    return Table(clean, "first_name", "last_name", "date_of_birth")


def pseudopeople(folder):
    """Each file's own form of date, one address, middle initials, one spelling of case."""
    rows = rosters(folder)
    clean = pd.DataFrame({"id": rows["id"], "roster": rows["roster"]})
    clean["first_name"] = rows["first_name"].str.upper()
    middle = rows["middle_initial"]
    if "middle_name" in rows:
        middle = middle.fillna(rows["middle_name"].str[:1])
    clean["middle_initial"] = middle.str.upper()
    clean["last_name"] = rows["last_name"].str.upper()
    parts = ["street_number", "street_name", "unit_number"]
    for part in [*parts, "zipcode"]:
        mailed = f"mailing_address_{part}"
        value = rows[part] if part in rows else pd.Series(pd.NA, index=rows.index)
        clean[part] = (value.fillna(rows[mailed]) if mailed in rows else value).str.upper()
    known = clean["street_number"].notna() & clean["street_name"].notna()
    clean["address"] = joined(clean, parts).where(known)
    kinds = {"middle_initial": "initial", "street_number": "number", "street_name": "street", "address": "address"}
    kinds |= {"zipcode": "postcode"}
    birth = None
    per_roster = rows.groupby("roster")
    # A column that one of two rosters lacks says nothing about a pair of them.
    needed = 2 if rows["roster"].nunique() == 2 else 1
    if per_roster["date_of_birth"].count().gt(0).sum() >= needed:
        birth = "date_of_birth"
        clean[birth] = pseudopeople_dates(rows)
    for column, kind in (("sex", "sex"), ("race_ethnicity", "code"), ("ssn", "identifier")):
        if column in rows and per_roster[column].count().gt(0).sum() >= needed:
            clean[column] = rows[column].str.upper()
            kinds[column] = kind
    return Table(clean, "first_name", "last_name", birth, kinds)


def pseudopeople_dates(rows):
    """The census and the surveys write 12/31/1999, WIC writes 12311999, social security 19991231."""
    forms = {"wic": "%m%d%Y", "ssa": "%Y%m%d"}
    dates = pd.Series(pd.NA, index=rows.index, dtype=object)
    for roster, of_roster in rows.groupby("roster"):
        dates[of_roster.index] = iso(of_roster["date_of_birth"], forms.get(roster, "%m/%d/%Y"))
    return dates


def synthesised(folder, name):
    """Indonesian rosters, cleaned by hand: titles off, short forms written out, numbers with sixteen digits or none."""
    kinds = {"nik": "identifier", "kk": "identifier", "mother": "name", "sex": "sex", "village": "text"}
    kinds["full_name"] = "full_name"
    cleaned = Path(folder).parent / ".cells" / f"{name}.parquet"
    if cleaned.exists():
        return Table(pd.read_parquet(cleaned), "first_name", "last_name", "date_of_birth", kinds)
    # Twelve rosters come in eight layouts; the cells by field are written beside the sets.
    cells = pd.read_csv(Path(folder).parent / ".cells" / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
    clean = pd.DataFrame({"id": cells["roster"] + ":" + cells["row"], "roster": cells["roster"]})
    names = cells["name"].map(indonesian_name)
    clean["first_name"] = names.str.split(" ", n=1).str[0]
    clean["last_name"] = names.str.split(" ", n=1).str[1]
    clean["full_name"] = names
    clean["mother"] = cells["mother"].map(indonesian_name)
    written = cells["birth_date"].fillna(cells["place_and_date"].str.rsplit(",", n=1).str[-1])
    clean["date_of_birth"] = written.map(indonesian_date)
    clean["sex"] = cells["sex"].map(sex)
    for number in ("nik", "kk"):
        digits = cells[number].str.replace(r"\.0$", "", regex=True).str.replace(r"\D", "", regex=True)
        clean[number] = digits.where(digits.str.fullmatch(r"[1-9]\d{15}", na=False))
    # A number typed to fill the cell stands with many people: no one has more rows than that.
    often = clean["nik"].map(clean["nik"].value_counts()) > LARGEST_PERSON
    clean["nik"] = clean["nik"].mask(often)
    # The village stands for the place: address, district and regency repeat it, which a model of independent columns
    # takes for evidence four times over.
    bare = cells["village"].fillna(cells["district"]).str.upper().str.replace(REGION_WORDS, "", regex=True)
    clean["village"] = bare.str.replace(r"[^A-Z ]", "", regex=True).str.strip().replace("", pd.NA)
    return Table(clean, "first_name", "last_name", "date_of_birth", kinds)


def indonesian_name(name):
    """The bare name: upper case, no titles, no degrees, common short forms written out."""
    if not isinstance(name, str):
        return pd.NA
    bare = TITLES.sub(" ", DEGREES.sub("", name.upper()))
    bare = re.sub(r"[^A-Z ]", "", bare.replace(".", " ").replace("-", " "))
    return " ".join(SHORT.get(word, word) for word in bare.split()) or pd.NA


def indonesian_date(written):
    """A date in any of the rosters' forms as 1999-12-31."""
    if not isinstance(written, str):
        return pd.NA
    parts = re.findall(r"\d+|[A-Z]+", written.upper().replace("0:00:00", ""))
    if len(parts) == 1 and len(parts[0]) == 5 and parts[0].isdigit():
        # A day number of a spreadsheet.
        return (pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(parts[0]))).date().isoformat()
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3:
        return pd.NA
    day, month, year = parts if len(parts[0]) < 3 else parts[::-1]
    month = INDONESIAN_MONTHS.get(month, month)
    if not (str(day).isdigit() and str(month).isdigit() and str(year).isdigit()):
        return pd.NA
    year = int(year) + (0 if len(year) > 2 else 2000 if int(year) <= 26 else 1900)
    date = pd.to_datetime(f"{year:04}-{int(month):02}-{int(day):02}", errors="coerce")
    return pd.NA if pd.isna(date) else date.date().isoformat()


def sex(written):
    """L or P from any of the rosters' codes."""
    if not isinstance(written, str):
        return pd.NA
    word = written.strip().upper()
    if word in ("1", "L", "LK", "PRIA", "LAKI-LAKI", "LAKI LAKI"):
        return "L"
    return "P" if word in ("2", "P", "PR", "WANITA", "PEREMPUAN") else pd.NA


def iso(dates, form):
    """Dates of one form as 1999-12-31; what is no date is empty."""
    read_dates = pd.to_datetime(dates, format=form, errors="coerce")
    return read_dates.dt.strftime("%Y-%m-%d").astype(object).where(read_dates.notna(), pd.NA)


def joined(rows, columns):
    """Columns as one text, leaving out what is empty."""
    text = rows[columns].fillna("").agg(" ".join, axis=1).str.replace(r"\s+", " ", regex=True).str.strip()
    return text.where(text != "", pd.NA)
