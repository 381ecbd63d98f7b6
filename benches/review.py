"""How long does an officer wait? Serves the page over the last night of some settings and times what a browser asks for:
the first pages after the start, pairs, clusters, searches, persons, conflicts and downloads. Judges nothing.

    python3 benches/review.py target/release/padan juta/padan.toml
"""

import http.client
import re
import subprocess
import sys
import time
from urllib.parse import quote

PADAN, SETTINGS = sys.argv[1:3]
ASKED = ["siti", "muhammad", "siti nurhayti 1987", "noerhajati", "bambang setiawn", "ratna sari sragen", "12 maret 1987",
         "3314014101900003", "desa bentak siti", "kec. gemolong", "budi santoso 1990", "m. yusuf", "pkh:77", "zzzzqq"]


def main():
    since = time.time()
    server = subprocess.Popen([PADAN, "review", SETTINGS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = server.stdout.readline().strip()
        port, cookie = int(address.split(":")[2].split("/")[0]), ""

        def ask(path, form=None):
            page = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
            begun = time.time()
            page.request("POST" if form else "GET", path, form, {"Cookie": cookie, **kind})
            answer = page.getresponse()
            return answer, answer.read(), (time.time() - begun) * 1000

        def timed(path):
            answer, body, took = ask(path)
            print(f"{took:8.0f} ms  {answer.status}  {len(body):>11,} bytes  {path}")
            return body.decode(errors="replace")

        cookie = ask(address[address.index("/?"):])[0].getheader("set-cookie").split(";")[0]
        key = re.search(r'name="kunci" value="(\w+)"', ask("/nama")[1].decode())[1]
        ask("/nama", f"kunci={key}&nama=Bench")
        print(f"{(time.time() - since) * 1000:8.0f} ms  after the start, the page of the name")
        for path in ("/antrean", "/cari?q=siti", "/konflik"):
            while ask(path)[0].status == 503:
                pass
            print(f"{(time.time() - since) * 1000:8.0f} ms  after the start, {path}")
        queue = timed("/antrean?keadaan=semua")
        for link in re.findall(r'"(/(?:pasangan|kelompok)/[^"]+)"', queue)[:6]:
            timed(link)
        for words in ASKED:
            found = timed("/cari?q=" + quote(words))
        found = timed("/cari?q=siti")
        for link in re.findall(r'"(/orang/[^"]+)"', found)[:3] + ["/konflik", "/konflik?hal=50", "/konflik?keadaan=semua"]:
            timed(link)
        for link in ("antrean.csv", "antrean.xlsx", "konflik.csv", "konflik.xlsx"):
            timed("/unduh/" + link)
    finally:
        server.kill()
        server.wait()


main()
