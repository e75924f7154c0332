"""Computes the reference values of the tests with scikit-learn, SciPy and R: values.json beside this file.

    apt-get install python3-sklearn python3-scipy r-cran-proc r-cran-boot
    python3 make.py
"""

import csv
import json
import subprocess
import warnings
from pathlib import Path

import numpy
import scipy
import sklearn
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "samples"
SEED = 20261127


def predictions(name):
    table = numpy.loadtxt(HERE / "predictions" / f"{name}.csv", delimiter=",", skiprows=1)
    return table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2:]


def column(dataset, part, name):
    with open(SAMPLES / dataset / f"{part}.csv") as file:
        return numpy.array([float(row[name]) for row in csv.DictReader(file)])


def calibration_error(actual, predicted, scores, bins=15):
    confidence = scores[numpy.arange(len(predicted)), predicted]
    bin_of = numpy.clip(numpy.ceil(confidence * bins) - 1, 0, bins - 1)
    error = 0
    for b in range(bins):
        inside = bin_of == b
        if inside.any():
            error += inside.mean() * abs((predicted == actual)[inside].mean() - confidence[inside].mean())
    return error


def classification(name):
    actual, predicted, scores = predictions(name)
    classes = scores.shape[1]
    one_hot = numpy.eye(classes)[actual]
    # log_loss wants rows that sum to 1 in its own precision.
    exact = scores.clip(0, 1) / scores.clip(0, 1).sum(axis=1, keepdims=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = {
            "accuracy": metrics.accuracy_score(actual, predicted),
            "balanced_accuracy": metrics.balanced_accuracy_score(actual, predicted),
            "log_loss": metrics.log_loss(actual, exact, eps=numpy.finfo(numpy.float32).eps),
            "ece": calibration_error(actual, predicted, scores),
        }
        for average in ("macro", "micro", "weighted"):
            p, r, f, _ = metrics.precision_recall_fscore_support(actual, predicted, average=average, zero_division=0)
            values |= {f"precision_{average}": p, f"recall_{average}": r, f"f1_{average}": f}
        if classes == 2:
            values["f1"] = metrics.f1_score(actual, predicted)
            # A forest gives 1.0000001 now and then, which scikit-learn refuses.
            values["brier"] = metrics.brier_score_loss(actual, scores[:, 1].clip(0, 1))
            values["roc_auc"] = metrics.roc_auc_score(actual, scores[:, 1])
            values["pr_auc"] = metrics.average_precision_score(actual, scores[:, 1])
        else:
            values["brier"] = ((scores - one_hot) ** 2).sum(axis=1).mean()
            values["roc_auc"] = metrics.roc_auc_score(one_hot, scores, average="macro")
            values["pr_auc"] = metrics.average_precision_score(one_hot, scores, average="macro")
    return values


def curve(name):
    actual, _, scores = predictions(name)
    # In floats, since ties of floats are what the program sees.
    fpr, tpr, _ = metrics.roc_curve(actual, scores[:, 1].astype(numpy.float32))
    # It keeps the first threshold even where that lies on a straight line from (0, 0).
    assert fpr[0] == fpr[1] == fpr[2]
    return {"fpr": numpy.delete(fpr, 1).tolist(), "tpr": numpy.delete(tpr, 1).tolist()}


def losses(name):
    actual, _, scores = predictions(name)
    eps = numpy.finfo(numpy.float32).eps
    return -numpy.log(numpy.clip(scores[numpy.arange(len(actual)), actual], eps, 1 - eps))


def mcnemar(dataset, candidate, incumbent):
    actual, first, _ = predictions(f"{dataset}-{candidate}")
    _, second, _ = predictions(f"{dataset}-{incumbent}")
    b = int(((first == actual) & (second != actual)).sum())
    c = int(((first != actual) & (second == actual)).sum())
    exact = stats.binomtest(min(b, c), b + c, 0.5).pvalue
    mid = exact - stats.binom.pmf(min(b, c), b + c, 0.5)
    return {"b": b, "c": c, "exact": exact, "mid": mid}


def paired_losses():
    first, second = losses("digits-v3-forest"), losses("digits-v2-mlp")
    difference = first - second
    interval = stats.bootstrap(
        (difference,), numpy.mean, n_resamples=50_000, method="BCa", batch=500, random_state=SEED
    ).confidence_interval
    test = stats.permutation_test(
        (first, second),
        lambda x, y, axis: numpy.mean(x - y, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=50_000,
        batch=1_000,
        random_state=SEED,
    )
    return {
        "estimate": difference.mean(),
        "lower": interval.low,
        "upper": interval.high,
        "permutation_p": test.pvalue,
    }


def balanced_accuracies():
    actual, first, _ = predictions("digits-v4-blind-to-8")
    _, second, _ = predictions("digits-v2-mlp")

    def difference(a, x, y, axis=-1):
        return metrics.balanced_accuracy_score(a, x) - metrics.balanced_accuracy_score(a, y)

    interval = stats.bootstrap(
        (actual, first, second),
        difference,
        paired=True,
        vectorized=False,
        n_resamples=10_000,
        method="BCa",
        random_state=SEED,
    ).confidence_interval
    return {"estimate": difference(actual, first, second), "lower": interval.low, "upper": interval.high}


def samples():
    radius, label = column("breast-cancer", "test", "mean_radius"), column("breast-cancer", "test", "label")
    first, second = radius[label == 0], radius[label == 1]
    digits = [column("digits", "test", f"pixel_{i}") for i in ("3_3", "3_4")]
    welch = stats.ttest_ind(first, second, equal_var=False)
    close = stats.ttest_ind(digits[0][:100], digits[1][:80], equal_var=False)
    # Pixels are whole numbers from 0 to 16: many ties.
    tied = stats.mannwhitneyu(digits[0], digits[1], method="asymptotic", use_continuity=True)
    untied = stats.mannwhitneyu(first[:20], second[:25], method="asymptotic", use_continuity=True)
    return {
        "welch": {"t": welch.statistic, "p": welch.pvalue},
        "welch_close": {"t": close.statistic, "p": close.pvalue},
        "mann_whitney_ties": {"u": tied.statistic, "p": tied.pvalue},
        "mann_whitney": {"u": untied.statistic, "p": untied.pvalue},
    }


def stability_index(reference, current, bins=10):
    edges = numpy.unique(numpy.quantile(reference, numpy.arange(1, bins) / bins))
    count = lambda values: numpy.bincount(numpy.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    r, c = count(reference) + 0.5, count(current) + 0.5
    r, c = r / r.sum(), c / c.sum()
    return ((c - r) * numpy.log(c / r)).sum()


RARE = numpy.array([[30, 14, 34, 45, 3, 0, 2], [20, 30, 10, 40, 1, 4, 3]])


def pool_rare(counts, least=5):
    rare = stats.contingency.expected_freq(counts).min(axis=0) < least
    return numpy.column_stack([counts[:, ~rare], counts[:, rare].sum(axis=1)])


def drift():
    values = {}
    for name in ("mean_radius", "worst_texture"):
        train = column("breast-cancer", "train", name).astype(numpy.float32)
        test = column("breast-cancer", "test", name).astype(numpy.float32)
        large = test[numpy.argsort(test, kind="stable")[len(test) // 3 :]]
        for part, current in (("test", test), ("large", large)):
            ks = stats.ks_2samp(train, current, method="asymp")
            values[f"{name}_{part}"] = {
                "psi": stability_index(train, current),
                "ks": ks.statistic,
                "p": stats.kstwobign.sf(ks.statistic * numpy.sqrt(len(train) * len(current) / (len(train) + len(current)))),
            }
    counts = numpy.array([[30, 14, 34, 45, 0], [20, 30, 10, 40, 7]])
    chi2 = stats.chi2_contingency(counts, correction=False)
    values["categories"] = {
        "chi2": chi2[0],
        "p": chi2[1],
        "jensen_shannon": jensenshannon(counts[0], counts[1], base=2),
    }
    pooled = stats.chi2_contingency(pool_rare(RARE), correction=False)
    values["rare"] = {"chi2": pooled[0], "p": pooled[1]}
    return values


def regression():
    actual = column("breast-cancer", "test", "worst_radius")[:60].astype(numpy.float32)
    predicted = (column("breast-cancer", "test", "mean_radius")[:60] * 1.15).astype(numpy.float32)
    # scikit-learn computes in the type it is given.
    a, p = actual.astype(float), predicted.astype(float)
    return {
        "actual": a.tolist(),
        "predicted": p.tolist(),
        "mae": metrics.mean_absolute_error(a, p),
        "rmse": metrics.mean_squared_error(a, p, squared=False),
        "r2": metrics.r2_score(a, p),
        "mape": metrics.mean_absolute_percentage_error(a, p),
        "median_ae": metrics.median_absolute_error(a, p),
        "pinball_0.1": metrics.mean_pinball_loss(a, p, alpha=0.1),
        "pinball_0.9": metrics.mean_pinball_loss(a, p, alpha=0.9),
    }


def ranking():
    generator = numpy.random.default_rng(SEED)
    relevance = generator.integers(0, 4, (8, 12)).astype(float)
    # Of one decimal, so that there are ties.
    scores = numpy.round(generator.random((8, 12)) + relevance / 8, 1)
    return {
        "relevance": relevance.tolist(),
        "scores": scores.tolist(),
        "ndcg_5": metrics.ndcg_score(relevance, scores, k=5),
        "ndcg_12": metrics.ndcg_score(relevance, scores),
    }


def from_r():
    output = subprocess.run(["Rscript", HERE / "make.R", HERE], check=True, capture_output=True, text=True)
    return json.loads(output.stdout)


def main():
    models = sorted(path.stem for path in (HERE / "predictions").glob("*.csv"))
    r = from_r()
    values = {
        "versions": {
            "scikit-learn": sklearn.__version__,
            "scipy": scipy.__version__,
            "numpy": numpy.__version__,
        }
        | r.pop("versions"),
        "classification": {model: classification(model) for model in models},
        "roc_curve": curve("breast-cancer-v2-logistic"),
        "mcnemar": {
            "v3_v2": mcnemar("digits", "v3-forest", "v2-mlp"),
            "v4_v2": mcnemar("digits", "v4-blind-to-8", "v2-mlp"),
        },
        "paired_losses": paired_losses(),
        "balanced_accuracies": balanced_accuracies(),
        "samples": samples(),
        "drift": drift(),
        "regression": regression(),
        "ranking": ranking(),
    } | r
    (HERE / "values.json").write_text(json.dumps(values, indent=1) + "\n")


main()
