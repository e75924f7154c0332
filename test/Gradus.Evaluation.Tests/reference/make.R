# Called by make.py: what pROC and boot make of the same predictions, and of Efron's data, as JSON.
suppressMessages({
  library(pROC)
  library(boot)
})
here <- commandArgs(trailingOnly = TRUE)[1]
predictions <- function(name) read.csv(file.path(here, "predictions", paste0(name, ".csv")))
number <- function(x) format(x, digits = 15, scientific = TRUE)
object <- function(...) {
  parts <- c(...)
  paste0("{", paste0('"', names(parts), '": ', parts, collapse = ", "), "}")
}

delong <- function(candidate, incumbent) {
  x <- predictions(candidate)
  y <- predictions(incumbent)
  first <- roc(x$actual, x$p1, direction = "<", quiet = TRUE)
  second <- roc(y$actual, y$p1, direction = "<", quiet = TRUE)
  test <- roc.test(first, second, method = "delong")
  one <- ci.auc(first, method = "delong")
  object(
    candidate = number(first$auc), candidate_lower = number(one[1]), incumbent = number(second$auc),
    lower = number(test$conf.int[1]), upper = number(test$conf.int[2]), p = number(test$p.value)
  )
}

# B. Efron, "Bootstrap methods: another look at the jackknife", 1979: 15 law schools.
lsat <- c(576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594)
gpa <- c(3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96)
set.seed(20261127)
schools <- boot(cbind(lsat, gpa), function(d, i) cor(d[i, 1], d[i, 2]), R = 100000)
# boot's own regression estimate of the influence is another acceleration than the jackknife's.
jackknife <- (length(lsat) - 1) * (cor(lsat, gpa) - sapply(seq_along(lsat), function(i) cor(lsat[-i], gpa[-i])))
bca <- boot.ci(schools, type = "bca", L = jackknife)$bca

cat(object(
  versions = object(R = shQuote(paste0(R.version$major, ".", R.version$minor), "cmd"), pROC = shQuote(packageVersion("pROC"), "cmd"), boot = shQuote(packageVersion("boot"), "cmd")),
  delong = object(v3_v2 = delong("breast-cancer-v3-forest", "breast-cancer-v2-logistic"), v1_v2 = delong("breast-cancer-v1-two-features", "breast-cancer-v2-logistic")),
  law_schools = object(estimate = number(schools$t0), lower = number(bca[4]), upper = number(bca[5]))
))
