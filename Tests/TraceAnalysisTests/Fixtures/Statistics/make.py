"""Writes the reference values beside it: python3 make.py (needs scipy and statsmodels)."""
import json
import pathlib
import random

import scipy
import statsmodels
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

here = pathlib.Path(__file__).parent
draw = random.Random(20261116)

pairs = [(0, 1, 0, 1), (1, 1, 0, 1), (0, 20, 20, 20), (20, 20, 20, 20), (0, 300, 0, 300),
         (195, 300, 240, 300), (24, 103, 55, 211), (64, 74, 96, 102), (1, 2000, 9, 1800)]
while len(pairs) < 200:
    n, m = (draw.choice([1, 3, 10, 20, 50, 300, 3000]) + draw.randrange(20) for _ in range(2))
    pairs.append((draw.randrange(n + 1), n, draw.randrange(m + 1), m))

rows = []
for a, n, b, m in pairs:
    wilson = proportion_confint(a, n, method="wilson")
    newcombe = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
    chance = fisher_exact([[a, n - a], [b, m - b]]).pvalue
    rows.append([a, n, b, m, *(round(float(x), 9) for x in (*wilson, *newcombe, chance))])

corrected = []
for count in [1, 2, 5, 40, 200]:
    chances = [round(draw.random() ** draw.choice([1, 3, 6]), 6) for _ in range(count)]
    chances += chances[:1]
    adjusted = multipletests(chances, method="fdr_bh")[1]
    corrected.append([chances, [round(float(x), 9) for x in adjusted]])

(here / "reference.json").write_text(json.dumps({
    "origin": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
    "columns": "good, judged, good, judged, Wilson low and high of the first, Newcombe low and "
               "high of first minus second, Fisher's two-sided chance",
    "rates": rows, "corrected": corrected}, indent=None, separators=(",", ":")).replace("],[", "],\n["))
