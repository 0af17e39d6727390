#!/usr/bin/env python3
"""Writes kappa.json: Cohen's kappa with its 95 % interval, as statsmodels computes them; kappa itself
is held against scikit-learn's. Needs: pip install statsmodels scikit-learn"""
import json
import numpy
import sklearn
import statsmodels
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

drawn = numpy.random.default_rng(47)
tables = [[[20, 5], [10, 15]], [[10, 2, 1], [3, 8, 0], [1, 1, 4]], [[900, 40], [30, 30]], [[1, 9], [9, 1]]]
for size in (2, 3, 4, 5) * 6:
    tables.append((drawn.integers(0, 30, (size, size)) + numpy.diag(drawn.integers(1, 90, size))).tolist())

cases = []
for table in tables:
    found = cohens_kappa(numpy.array(table))
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    other = cohen_kappa_score([i for i, _ in cells], [j for _, j in cells])
    assert abs(other - found.kappa) < 1e-12, (table, other, found.kappa)
    cases.append({"table": table, "kappa": found.kappa, "low": found.kappa_low, "high": found.kappa_upp})

origin = f"statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}, numpy {numpy.__version__}"
with open("kappa.json", "w") as file:
    json.dump({"origin": origin, "cases": cases}, file)
