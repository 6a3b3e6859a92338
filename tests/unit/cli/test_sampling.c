#include "../../../src/cli/sampling.h"

#include <check.h>

#include <stdio.h>

/* So many traces of each stratum, one after the other or from the last to the first. */
static struct sampling *make(uint64_t seed, const char *const *strata, const int *counts, size_t count, bool backwards)
{
    struct sampling *const sampling = sampling_new(seed);
    for (size_t i = 0; i < count; i++) {
        const size_t stratum = backwards ? count - 1 - i : i;
        for (int j = 0; j < counts[stratum]; j++) {
            char id[32];
            snprintf(id, sizeof(id), "%s-%d", strata[stratum], backwards ? counts[stratum] - 1 - j : j);
            sampling_add(sampling, slice_of(id), slice_of(strata[stratum]));
        }
    }
    return sampling;
}

static const struct {
    int counts[3];
    size_t size;
    size_t chosen[3];
} cases[] = {
    { { 10, 10, 10 }, 6, { 2, 2, 2 } },
    { { 100, 3, 1 }, 9, { 5, 3, 1 } },
    { { 100, 0, 2 }, 50, { 48, 0, 2 } },
    { { 2, 2, 2 }, 0, { 2, 2, 2 } },
    { { 2, 2, 2 }, 99, { 2, 2, 2 } },
    { { 1, 0, 0 }, 1, { 1, 0, 0 } },
    { { 1000, 1000, 10 }, 300, { 145, 145, 10 } },
};

START_TEST(strata_get_equal_shares)
{
    static const char *const names[] = { "ok", "error", "late" };
    struct sampling *sampling = make(7, names, cases[_i].counts, 3, false);
    const struct sampling_stratum *strata = NULL;
    sampling_choose(sampling, cases[_i].size);
    const size_t count = sampling_strata(sampling, &strata);
    size_t chosen = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 3; k++) {
            if (strcmp(strata[i].name, names[k]) != 0)
                continue;
            ck_assert_uint_eq(strata[i].chosen, cases[_i].chosen[k]);
            ck_assert_uint_eq(strata[i].count, (size_t)cases[_i].counts[k]);
            chosen += strata[i].chosen;
        }
    ck_assert_uint_eq(chosen, sampling_chosen(sampling));
    sampling_free(&sampling);
}
END_TEST

/* Whatever the order in which traces came; another seed chooses others. */
START_TEST(a_seed_chooses_the_same)
{
    static const char *const names[] = { "a", "b" };
    static const int counts[] = { 50, 50 };
    enum { SIZE = 20 };
    struct sampling *sampling = make(1, names, counts, 2, false), *again = make(1, names, counts, 2, true);
    struct sampling *other = make(2, names, counts, 2, false);
    sampling_choose(sampling, SIZE);
    sampling_choose(again, SIZE);
    sampling_choose(other, SIZE);
    size_t same = 0;
    for (size_t i = 0; i < SIZE; i++) {
        bool is_there = false;
        for (size_t j = 0; j < SIZE; j++) {
            is_there = is_there || strcmp(sampling_trace(sampling, i), sampling_trace(again, j)) == 0;
            same += strcmp(sampling_trace(sampling, i), sampling_trace(other, j)) == 0;
        }
        ck_assert(is_there);
    }
    ck_assert_uint_lt(same, SIZE);
    sampling_free(&sampling);
    sampling_free(&again);
    sampling_free(&other);
}
END_TEST

START_TEST(a_trace_counts_once)
{
    struct sampling *sampling = sampling_new(1);
    sampling_add(sampling, SLICE("t"), SLICE("first"));
    sampling_add(sampling, SLICE("u"), SLICE("first"));
    sampling_add(sampling, SLICE("t"), SLICE("second"));
    sampling_choose(sampling, 0);
    const struct sampling_stratum *strata = NULL;
    ck_assert_uint_eq(sampling_count(sampling), 2);
    ck_assert_uint_eq(sampling_strata(sampling, &strata), 2);
    ck_assert_uint_eq(strata[0].count, 2);
    ck_assert_uint_eq(strata[1].count, 0);
    sampling_free(&sampling);
}
END_TEST

START_TEST(of_nothing_nothing_is_chosen)
{
    struct sampling *sampling = sampling_new(1);
    sampling_choose(sampling, 5);
    ck_assert_uint_eq(sampling_chosen(sampling), 0);
    sampling_free(&sampling);
}
END_TEST

Suite *sampling_suite(void)
{
    TCase *const tests = tcase_create("samples");
    tcase_add_loop_test(tests, strata_get_equal_shares, 0, (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tests, a_seed_chooses_the_same);
    tcase_add_test(tests, a_trace_counts_once);
    tcase_add_test(tests, of_nothing_nothing_is_chosen);
    Suite *const suite = suite_create("cli: sampling");
    suite_add_tcase(suite, tests);
    return suite;
}
