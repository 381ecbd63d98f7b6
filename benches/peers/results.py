"""How does a tool hand over what it found?

Two tables in a folder: `pairs.parquet` (left, right, probability and, where ties at one need to be told apart,
strength) and `clusters.parquet` (id, cluster); `tool.json` says at which probability the tool decides by default.
"""

import json
from pathlib import Path


def write(out, pairs, clusters, default):
    """Write the tables into the folder `out`, made when it is not there."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    pairs.to_parquet(out / "pairs.parquet", index=False)
    clusters.to_parquet(out / "clusters.parquet", index=False)
    (out / "tool.json").write_text(json.dumps({"default": default}), encoding="utf-8")
