//! `summarize`: what is computed, of what, and what it is called.

use crate::shown::{check, refused};

const NUMBERS: &str = "datatable(k: string, v: long) ['a', 1, 'b', 2, 'a', 3, '', long(null)]";

#[test]
fn groups_come_with_their_keys_first() {
    check(
        &format!("{NUMBERS} | summarize count(), sum(v), avg(v), min(v), max(v) by k"),
        &[
            "k:string count_:long sum_v:long avg_v:real min_v:long max_v:long",
            "\"a\" 2 4 2.0 1 3",
            "\"b\" 1 2 2.0 2 2",
            "\"\" 1 0 \"NaN\" null null",
        ],
    );
}

#[test]
fn without_by_there_is_one_group_even_of_nothing() {
    let empty = "datatable(v: long, s: string, t: timespan, d: dynamic) []";
    check(
        &format!(
            "{empty} | summarize count(), countif(v > 0), dcount(v), sum(v), sum(t), avg(v), avg(t), \
             stdev(v), variance(v)"
        ),
        &[
            "count_:long countif_:long dcount_v:long sum_v:long sum_t:timespan avg_v:real \
             avg_t:timespan stdev_v:real variance_v:real",
            "0 0 0 0 \"00:00:00\" \"NaN\" null \"NaN\" \"NaN\"",
        ],
    );
    check(
        &format!(
            "{empty} | summarize make_set(v), make_list(v), make_bag(d), take_any(s), max(s), \
             arg_max(v, s), percentile(v, 50)"
        ),
        &[
            "set_v:dynamic list_v:dynamic bag_d:dynamic any_s:string max_s:string v:long s:string \
             percentile_v_50:long",
            "[] [] {} \"\" \"\" null \"\" null",
        ],
    );
    check(
        &format!("{empty} | summarize count() by s"),
        &["s:string count_:long"],
    );
    check(&format!("{empty} | summarize by s"), &["s:string"]);
}

#[test]
fn nulls_do_not_count_but_in_a_count() {
    check(
        "datatable(v: long) [1, long(null), 3, long(null)]
        | summarize count(), count(v), dcount(v), avg(v), make_list(v), make_set(v), make_list_with_nulls(v)",
        &[
            "count_:long count_1:long dcount_v:long avg_v:real list_v:dynamic set_v:dynamic \
             list_v1:dynamic",
            "4 4 2 2.0 [1,3] [1,3] [1,null,3,null]",
        ],
    );
}

#[test]
fn conditions_choose_rows() {
    check(
        &format!(
            "{NUMBERS} | summarize countif(v > 1), sumif(v, k == 'a'), avgif(v, v > 1), \
             minif(v, v > 1), maxif(v, v < 3), dcountif(k, v > 0), make_set_if(k, v > 1), \
             make_list_if(v, k == 'a')"
        ),
        &[
            "countif_:long sumif_v:long avgif_v:real minif_v:long maxif_v:long dcountif_k:long \
             set_k:dynamic list_v:dynamic",
            "2 4 2.5 2 2 2 [\"b\",\"a\"] [1,3]",
        ],
    );
}

#[test]
fn a_nan_is_neither_least_nor_greatest_of_others() {
    check(
        "datatable(v: real) [real(nan), 2.0, real(nan), 1.0] | summarize min(v), max(v)",
        &["min_v:real max_v:real", "1.0 2.0"],
    );
}

#[test]
fn sums_have_the_type_of_what_is_summed() {
    check(
        "datatable(i: int, r: real, d: decimal, t: timespan) [1, 0.5, decimal(0.1), 1h, 2, 0.25, decimal(0.2), 2h]
        | summarize sum(i), sum(r), sum(d), sum(t), avg(t), max(i)",
        &[
            "sum_i:long sum_r:real sum_d:decimal sum_t:timespan avg_t:timespan max_i:int",
            "3 0.75 0.3 \"03:00:00\" \"01:30:00\" 2",
        ],
    );
    check(
        "datatable(t: datetime) [datetime(2024-01-01), datetime(2024-01-03)] | summarize avg(t), max(t)",
        &[
            "avg_t:datetime max_t:datetime",
            "\"2024-01-02T00:00:00.0000000Z\" \"2024-01-03T00:00:00.0000000Z\"",
        ],
    );
}

#[test]
fn arg_max_gives_the_row_of_the_greatest() {
    let table = "datatable(t: long, k: string, v: string)
        [1, 'a', 'x', 3, 'a', 'y', 2, 'b', 'z', long(null), 'b', 'w', 3, 'a', 'late']";
    check(
        &format!("{table} | summarize arg_max(t, *) by k"),
        &["k:string t:long v:string", "\"a\" 3 \"y\"", "\"b\" 2 \"z\""],
    );
    check(
        &format!("{table} | summarize arg_min(t, v), n = count() by k"),
        &[
            "k:string t:long v:string n:long",
            "\"a\" 1 \"x\" 3",
            "\"b\" 2 \"z\" 2",
        ],
    );
    check(
        &format!("{table} | summarize (at, what) = arg_max(t, v)"),
        &["at:long what:string", "3 \"y\""],
    );
    check(
        &format!("{table} | summarize last = arg_max(t, v)"),
        &["last:long v:string", "3 \"y\""],
    );
}

#[test]
fn sets_hold_each_value_once_and_take_arrays_apart() {
    check(
        "datatable(a: dynamic) [dynamic(['x', 'y']), dynamic(['y', 'z']), dynamic(null)]
        | summarize make_set(a), make_list(a)",
        &[
            "set_a:dynamic list_a:dynamic",
            "[\"x\",\"y\",\"z\"] [[\"x\",\"y\"],[\"y\",\"z\"]]",
        ],
    );
    check(
        "range x from 1 to 9 step 1 | summarize make_set(x % 3, 2), make_list(x, 3), n = array_length(make_set(x))",
        &["set_:dynamic list_x:dynamic n:long", "[1,2] [1,2,3] 9"],
    );
    check(
        "datatable(b: dynamic) [dynamic({'a': 1}), dynamic({'b': 2, 'a': 3})] | summarize make_bag(b)",
        &["bag_b:dynamic", "{\"a\":1,\"b\":2}"],
    );
    check(
        "range x from 1 to 2 step 1 | summarize b = make_bag(bag_pack(strcat('k', x), x))",
        &["b:dynamic", "{\"k1\":1,\"k2\":2}"],
    );
}

#[test]
fn percentiles_are_of_the_nearest_rank() {
    check(
        "range x from 1 to 100 step 1 | summarize percentile(x, 95), percentiles(x, 0, 50, 99.9, 100)",
        &[
            "percentile_x_95:long percentile_x_0:long percentile_x_50:long percentile_x_99_9:long \
             percentile_x_100:long",
            "95 1 50 100 100",
        ],
    );
    check(
        "datatable(t: timespan) [1h, 2h, 3h] | summarize p = percentile(t, 50), percentiles_array(t, 10, 90)",
        &[
            "p:timespan percentiles_t:dynamic",
            "\"02:00:00\" [\"01:00:00\",\"03:00:00\"]",
        ],
    );
}

#[test]
fn deviations() {
    check(
        "datatable(v: long) [2, 4, 4, 4, 5, 5, 7, 9]
        | summarize stdevp(v), variancep(v), round(variance(v), 4), s = round(stdev(v), 4)",
        &[
            "stdevp_v:real variancep_v:real variance_v:real s:real",
            "2.0 4.0 4.5714 2.1381",
        ],
    );
    check("print v = 3 | summarize stdev(v)", &["stdev_v:real", "0.0"]);
}

#[test]
fn aggregates_can_be_parts_of_expressions() {
    check(
        &format!(
            "{NUMBERS} | summarize share = 100.0 * countif(v > 1) / count(), round(avg(v), 1), \
             tostring(make_set(k)), iff(max(v) > 2, 'high', 'low')"
        ),
        &[
            "share:real avg_v:real set_k:string Column1:string",
            "50.0 2.0 \"[\\\"a\\\",\\\"b\\\",\\\"\\\"]\" \"high\"",
        ],
    );
}

#[test]
fn groups_by_bins_of_time() {
    check(
        "datatable(TimeGenerated: datetime) [datetime(2024-01-01 10:05), datetime(2024-01-01 10:55), datetime(2024-01-01 11:00)]
        | summarize count() by bin(TimeGenerated, 1h)",
        &[
            "TimeGenerated:datetime count_:long",
            "\"2024-01-01T10:00:00.0000000Z\" 2",
            "\"2024-01-01T11:00:00.0000000Z\" 1",
        ],
    );
    check(
        "datatable(v: real) [0.5, -0.0, 0.0, 1.5] | summarize n = count() by bucket = bin(v, 1)",
        &["bucket:real n:long", "0.0 3", "1.0 1"],
    );
}

#[test]
fn any_takes_what_is_there() {
    check(
        "datatable(k: long, s: string, v: long) [1, '', long(null), 1, 'x', 7] | summarize take_any(*), n = count() by k",
        &["k:long s:string v:long n:long", "1 \"x\" 7 2"],
    );
    check(
        "datatable(s: string) ['', 'x'] | summarize any(s)",
        &["any_s:string", "\"x\""],
    );
}

#[test]
fn bits_are_brought_together() {
    check(
        "datatable(v: long) [6, 3, long(null)] | summarize binary_all_and(v), binary_all_or(v), binary_all_xor(v)",
        &[
            "binary_all_and_v:long binary_all_or_v:long binary_all_xor_v:long",
            "2 7 5",
        ],
    );
}

#[test]
fn keys_that_look_alike_are_different_groups() {
    check(
        "datatable(a: string, b: string) ['x', 'yz', 'xy', 'z', '', 'null'] | summarize count() by a, b | summarize count()",
        &["count_:long", "3"],
    );
}

#[test]
fn what_cannot_be_summarized_is_refused() {
    for (text, message) in [
        (
            "print d = dynamic([1]) | summarize count() by d",
            "Summarize group key 'd' is of a 'dynamic' type. Please use an explicit cast as grouping \
             by a 'dynamic' type is not supported",
        ),
        (
            "print v = 1 | summarize v",
            "'v' is not an aggregate: it is expected in by",
        ),
        (
            "print v = 'x' | summarize sum(v)",
            "sum(): argument #1 cannot be of type 'string'",
        ),
        (
            "print v = 1 | summarize hll(v)",
            "The aggregate 'hll' is not available here",
        ),
        (
            "print v = 1 | summarize percentile(v, 101)",
            "A percentile is expected to be from 0 to 100",
        ),
        (
            "print v = 1 | summarize sumif(v)",
            "sumif(): expects more arguments",
        ),
        (
            "print v = 1 | summarize sum(w)",
            "SEM0100 Failed to resolve scalar expression named 'w'",
        ),
    ] {
        assert_eq!(refused(text), [message], "{text}");
    }
}
