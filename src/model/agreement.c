#include <annotty/model/agreement.h>

#include <annotty/base/mem.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_said(double value)
{
    return value == value;
}

/* --- Values that can be paired ------------------------------------------------------------------------------------ */

/* The values of one unit, without the missing ones. */
static size_t values_of(const struct ratings *ratings, size_t unit, double *values)
{
    size_t count = 0;
    for (size_t rater = 0; rater < ratings->rater_count; rater++) {
        const double value = ratings->values[unit * ratings->rater_count + rater];
        if (is_said(value))
            values[count++] = value;
    }
    return count;
}

static int compare(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* All values of units with two of them at least, sorted; these are the ones that agreement comes from. */
struct pool {
    double *values; /* sorted */
    size_t count, units;
};

static struct pool pool_new(const struct ratings *ratings, double *scratch)
{
    struct pool pool = { .values = xmalloc((ratings->unit_count * ratings->rater_count + 1) * sizeof(double)) };
    for (size_t unit = 0; unit < ratings->unit_count; unit++) {
        const size_t count = values_of(ratings, unit, scratch);
        if (count < 2)
            continue;
        memcpy(pool.values + pool.count, scratch, count * sizeof(double));
        pool.count += count;
        pool.units++;
    }
    qsort(pool.values, pool.count, sizeof(double), compare);
    return pool;
}

/* Calls `each` with every value there is and how often it is said. */
static void each_value(const struct pool *pool, void (*each)(double value, size_t times, void *data), void *data)
{
    for (size_t i = 0; i < pool->count;) {
        size_t end = i;
        while (end < pool->count && pool->values[end] == pool->values[i])
            end++;
        each(pool->values[i], end - i, data);
        i = end;
    }
}

static size_t equal_pairs(const double *values, size_t count)
{
    size_t equal = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            equal += values[i] == values[k];
    return equal;
}

/* --- Percent and kappa -------------------------------------------------------------------------------------------- */

struct agreement agreement_percent(const struct ratings *ratings)
{
    double *values = xmalloc((ratings->rater_count + 1) * sizeof(*values));
    struct agreement agreement = { .value = NAN };
    double equal = 0, pairs = 0;
    for (size_t unit = 0; unit < ratings->unit_count; unit++) {
        const size_t count = values_of(ratings, unit, values);
        equal += (double)equal_pairs(values, count);
        pairs += (double)(count * (count - (count > 0))) / 2;
        agreement.units += count > 1;
    }
    if (pairs > 0)
        agreement.value = equal / pairs;
    free(values);
    return agreement;
}

static double beyond_chance(double observed, double expected)
{
    return expected < 1 ? (observed - expected) / (1 - expected) : NAN;
}

/* How often two sorted lists of values would meet by chance. */
static double chance_of(const double *one, const double *other, size_t count)
{
    double together = 0;
    for (size_t i = 0, k = 0; i < count;) {
        size_t of_one = 0, of_other = 0;
        const double value = one[i];
        for (; i < count && one[i] == value; i++)
            of_one++;
        while (k < count && other[k] < value)
            k++;
        for (; k < count && other[k] == value; k++)
            of_other++;
        together += (double)of_one * (double)of_other;
    }
    return together / ((double)count * (double)count);
}

struct agreement agreement_cohen(const struct ratings *ratings, size_t one, size_t other)
{
    struct agreement agreement = { .value = NAN };
    double *values = xmalloc((ratings->unit_count * 2 + 1) * sizeof(*values));
    double *others = values + ratings->unit_count;
    size_t equal = 0;
    for (size_t unit = 0; unit < ratings->unit_count; unit++) {
        const double *said = ratings->values + unit * ratings->rater_count;
        if (!is_said(said[one]) || !is_said(said[other]))
            continue;
        equal += said[one] == said[other];
        values[agreement.units] = said[one];
        others[agreement.units++] = said[other];
    }
    qsort(values, agreement.units, sizeof(*values), compare);
    qsort(others, agreement.units, sizeof(*others), compare);
    if (agreement.units > 0)
        agreement.value =
            beyond_chance((double)equal / (double)agreement.units, chance_of(values, others, agreement.units));
    free(values);
    return agreement;
}

struct chance {
    double count, squares;
};

static void add_share(double value, size_t times, void *data)
{
    struct chance *chance = data;
    const double share = (double)times / chance->count;
    (void)value;
    chance->squares += share * share;
}

struct agreement agreement_fleiss(const struct ratings *ratings)
{
    double *values = xmalloc((ratings->rater_count + 1) * sizeof(*values));
    struct pool pool = pool_new(ratings, values);
    struct agreement agreement = { .value = NAN, .units = pool.units };
    double observed = 0;
    for (size_t unit = 0; unit < ratings->unit_count; unit++) {
        const size_t count = values_of(ratings, unit, values);
        if (count > 1)
            observed += (double)equal_pairs(values, count) * 2 / (double)(count * (count - 1));
    }
    struct chance chance = { .count = (double)pool.count };
    each_value(&pool, add_share, &chance);
    if (pool.units > 0)
        agreement.value = beyond_chance(observed / (double)pool.units, chance.squares);
    free(pool.values);
    free(values);
    return agreement;
}

/* --- Krippendorff's alpha ----------------------------------------------------------------------------------------- */

/* The ordinal difference between two values is that of their middle places among all values: what stands between them,
 * with half of each of themselves (2011, "Ordinal metric"). */
static double place_of(const struct pool *pool, double value)
{
    size_t low = 0, high = pool->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (pool->values[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < pool->count && pool->values[end] == value)
        end++;
    return (double)(low + end) / 2;
}

/* Twice the sum of the differences of all pairs, of values that are sorted where only equality counts. */
static double differences(const double *values, size_t count, enum agreement_scale scale)
{
    double sum = 0, squares = 0, equal = 0;
    for (size_t i = 0; i < count && scale != SCALE_NOMINAL; i++) {
        /* From the first value on, so that large numbers that differ little keep their digits. */
        const double value = values[i] - values[0];
        sum += value;
        squares += value * value;
    }
    if (scale != SCALE_NOMINAL)
        return 2 * ((double)count * squares - sum * sum);
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && values[end] == values[i])
            end++;
        equal += (double)(end - i) * (double)(end - i);
        i = end;
    }
    return (double)count * (double)count - equal;
}

static void take_places(const struct pool *pool, double *values, size_t count, enum agreement_scale scale)
{
    for (size_t i = 0; i < count && scale == SCALE_ORDINAL; i++)
        values[i] = place_of(pool, values[i]);
}

struct agreement agreement_krippendorff(const struct ratings *ratings, enum agreement_scale scale)
{
    double *values = xmalloc((ratings->rater_count + 1) * sizeof(*values));
    struct pool pool = pool_new(ratings, values);
    struct agreement agreement = { .value = NAN, .units = pool.units };
    double observed = 0;
    for (size_t unit = 0; unit < ratings->unit_count; unit++) {
        const size_t count = values_of(ratings, unit, values);
        if (count < 2)
            continue;
        take_places(&pool, values, count, scale);
        qsort(values, count, sizeof(*values), compare);
        observed += differences(values, count, scale) / (double)(count - 1);
    }
    const double n = (double)pool.count;
    double *places = xmalloc((pool.count + 1) * sizeof(*places));
    memcpy(places, pool.values, pool.count * sizeof(*places));
    take_places(&pool, places, pool.count, scale);
    const double expected = pool.count > 1 ? differences(places, pool.count, scale) / (n - 1) : 0;
    if (expected > 0)
        agreement.value = 1 - observed / expected;
    free(places);
    free(pool.values);
    free(values);
    return agreement;
}
