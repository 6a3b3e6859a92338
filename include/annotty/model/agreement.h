/* How far people agree, as numbers. Sources:
 * - J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20 (1960).
 * - J. L. Fleiss, "Measuring Nominal Scale Agreement Among Many Raters", Psychological Bulletin 76 (1971).
 * - K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011). */
#ifndef ANNOTTY_MODEL_AGREEMENT_H
#define ANNOTTY_MODEL_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* What `rater_count` people said of `unit_count` units: values[unit * rater_count + rater]; NAN: nothing. Categories
 * are numbers, too; equal ones mean the same. */
struct ratings {
    size_t unit_count, rater_count;
    double *values;
};

enum agreement_scale { SCALE_NOMINAL, SCALE_ORDINAL, SCALE_INTERVAL };

/* A figure, and from how many units it comes. */
struct agreement {
    double value; /* NAN: it can't be told, such as kappa where everybody always says the same */
    size_t units;
};

/* Of all pairs of people who rated the same unit, those that said the same. */
struct agreement agreement_percent(const struct ratings *ratings);
/* Cohen's kappa of two raters, from the units that both rated. */
struct agreement agreement_cohen(const struct ratings *ratings, size_t one, size_t other);
/* Fleiss' kappa, from the units with at least two ratings; as published where all have as many, else each unit's
 * agreement is that of its own number of raters. */
struct agreement agreement_fleiss(const struct ratings *ratings);
/* Krippendorff's alpha; values may be missing. */
struct agreement agreement_krippendorff(const struct ratings *ratings, enum agreement_scale scale);

#endif
