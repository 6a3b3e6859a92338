#include <annotty/model/agreement.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Raters a line, units a character or word; "." is nothing. */
static struct ratings ratings_of(const char *const *lines, size_t rater_count)
{
    struct ratings ratings = { .rater_count = rater_count, .unit_count = strlen(lines[0]) };
    ratings.values = xmalloc(ratings.unit_count * rater_count * sizeof(double));
    for (size_t rater = 0; rater < rater_count; rater++)
        for (size_t unit = 0; unit < ratings.unit_count; unit++)
            ratings.values[unit * rater_count + rater] = lines[rater][unit] == '.' ? NAN : lines[rater][unit];
    return ratings;
}

/* A row a unit: how many raters chose each category. */
static struct ratings ratings_of_counts(const int *counts, size_t units, size_t categories, size_t raters)
{
    struct ratings ratings = { .rater_count = raters, .unit_count = units };
    ratings.values = xmalloc(units * raters * sizeof(double));
    for (size_t unit = 0; unit < units; unit++) {
        size_t rater = 0;
        for (size_t category = 0; category < categories; category++)
            for (int i = 0; i < counts[unit * categories + category]; i++)
                ratings.values[unit * raters + rater++] = (double)category;
        ck_assert_uint_eq(rater, raters);
    }
    return ratings;
}

static void is_about(struct agreement agreement, double expected, size_t units)
{
    ck_assert_double_eq_tol(agreement.value, expected, 0.00005);
    ck_assert_uint_eq(agreement.units, units);
}

/* Krippendorff (2011), section A: two observers, binary data; published as 0.095. */
START_TEST(krippendorff_2011_binary)
{
    static const char *const lines[] = { "0100000010", "1110010000" };
    struct ratings ratings = ratings_of(lines, 2);
    is_about(agreement_krippendorff(&ratings, SCALE_NOMINAL), 0.0952, 10);
    is_about(agreement_percent(&ratings), 0.6, 10);
    free(ratings.values);
}
END_TEST

/* Section B: two observers, nominal data; published as 0.692. */
START_TEST(krippendorff_2011_nominal)
{
    static const char *const lines[] = { "aabbdcccedda", "babbbccceddd" };
    struct ratings ratings = ratings_of(lines, 2);
    is_about(agreement_krippendorff(&ratings, SCALE_NOMINAL), 0.6920, 12);
    free(ratings.values);
}
END_TEST

/* Sections C and D: four observers, values missing; published as 0.743, 0.815 and 0.849. The twelfth unit has one value
 * and can't be paired. */
START_TEST(krippendorff_2011_missing)
{
    static const char *const lines[] = { "123321412...", "1233224125.3", ".3332342251.", "12332441251." };
    struct ratings ratings = ratings_of(lines, 4);
    is_about(agreement_krippendorff(&ratings, SCALE_NOMINAL), 0.7434, 11);
    is_about(agreement_krippendorff(&ratings, SCALE_ORDINAL), 0.8154, 11);
    is_about(agreement_krippendorff(&ratings, SCALE_INTERVAL), 0.8491, 11);
    free(ratings.values);
}
END_TEST

/* Fleiss (1971), table 1: thirty patients, six psychiatrists, five diagnoses; published as 0.430. */
START_TEST(fleiss_1971)
{
    static const int counts[30][5] = {
        { 0, 0, 0, 6, 0 }, { 0, 3, 0, 0, 3 }, { 0, 1, 4, 0, 1 }, { 0, 0, 0, 0, 6 }, { 0, 3, 0, 3, 0 },
        { 2, 0, 4, 0, 0 }, { 0, 0, 4, 0, 2 }, { 2, 0, 3, 1, 0 }, { 2, 0, 0, 4, 0 }, { 0, 0, 0, 0, 6 },
        { 1, 0, 0, 5, 0 }, { 1, 1, 0, 4, 0 }, { 0, 3, 3, 0, 0 }, { 1, 0, 0, 5, 0 }, { 0, 2, 0, 3, 1 },
        { 0, 0, 5, 0, 1 }, { 3, 0, 0, 1, 2 }, { 5, 1, 0, 0, 0 }, { 0, 2, 0, 4, 0 }, { 1, 0, 2, 0, 3 },
        { 0, 0, 0, 0, 6 }, { 0, 1, 0, 5, 0 }, { 0, 2, 0, 1, 3 }, { 2, 0, 0, 4, 0 }, { 1, 0, 0, 4, 1 },
        { 0, 5, 0, 1, 0 }, { 4, 0, 0, 0, 2 }, { 0, 2, 0, 4, 0 }, { 1, 0, 5, 0, 0 }, { 0, 0, 0, 0, 6 },
    };
    struct ratings ratings = ratings_of_counts(&counts[0][0], 30, 5, 6);
    is_about(agreement_fleiss(&ratings), 0.4302, 30);
    is_about(agreement_percent(&ratings), 0.5556, 30);
    free(ratings.values);
}
END_TEST

/* Cohen (1960), table 1, as counts of 200: observed .70, expected .41; published as 0.492. */
START_TEST(cohen_1960)
{
    static const int cells[3][3] = { { 88, 14, 18 }, { 10, 40, 10 }, { 2, 6, 12 } };
    struct ratings ratings = { .unit_count = 200, .rater_count = 2, .values = xmalloc(400 * sizeof(double)) };
    size_t unit = 0;
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 3; column++)
            for (int i = 0; i < cells[row][column]; i++, unit++) {
                ratings.values[unit * 2] = row;
                ratings.values[unit * 2 + 1] = column;
            }
    is_about(agreement_percent(&ratings), 0.7, 200);
    is_about(agreement_cohen(&ratings, 0, 1), 0.4915, 200);
    is_about(agreement_cohen(&ratings, 1, 0), 0.4915, 200);
    free(ratings.values);
}
END_TEST

START_TEST(what_can_not_be_told_is_no_number)
{
    static const struct {
        const char *lines[2];
        size_t units;
    } rows[] = { { { "...", "..." }, 0 }, { { "a.b", ".a." }, 0 }, { { "aaa", "aaa" }, 3 } };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct ratings ratings = ratings_of(rows[i].lines, 2);
        const struct agreement all[] = { agreement_cohen(&ratings, 0, 1), agreement_fleiss(&ratings),
                                         agreement_krippendorff(&ratings, SCALE_NOMINAL),
                                         agreement_krippendorff(&ratings, SCALE_ORDINAL),
                                         agreement_krippendorff(&ratings, SCALE_INTERVAL) };
        for (size_t k = 0; k < ARRAY_LENGTH(all); k++) {
            ck_assert_msg(isnan(all[k].value), "%zu %zu", i, k);
            ck_assert_uint_eq(all[k].units, rows[i].units);
        }
        free(ratings.values);
    }
    struct ratings none = { .unit_count = 0, .rater_count = 0, .values = NULL };
    ck_assert(isnan(agreement_percent(&none).value));
}
END_TEST

Suite *agreement_suite(void)
{
    Suite *suite = suite_create("agreement");
    TCase *cases = tcase_create("agreement");
    tcase_add_test(cases, krippendorff_2011_binary);
    tcase_add_test(cases, krippendorff_2011_nominal);
    tcase_add_test(cases, krippendorff_2011_missing);
    tcase_add_test(cases, fleiss_1971);
    tcase_add_test(cases, cohen_1960);
    tcase_add_test(cases, what_can_not_be_told_is_no_number);
    suite_add_tcase(suite, cases);
    return suite;
}
