//! What holds for all functions, whatever they are called with.

use proptest::{prelude::*, sample::select};

use super::reader::context;
use crate::{
    Type, Value,
    functions::{Argument, Function, Times, all},
    operators::{Arithmetic, Comparison, arithmetic},
    value::{DateTime, Decimal, Guid, TimeSpan, canonical, json},
};

const TYPES: [Type; 10] = [
    Type::Bool,
    Type::Int,
    Type::Long,
    Type::Real,
    Type::Decimal,
    Type::DateTime,
    Type::TimeSpan,
    Type::Guid,
    Type::String,
    Type::Dynamic,
];

fn text() -> impl Strategy<Value = String> {
    let known = select(vec![
        "",
        " ",
        "a",
        "Kusto",
        "straße ÇİK ſ",
        "true",
        "-9223372036854775808",
        "1e400",
        "2017-10-30 01:02:03.7654321",
        "8 Nov 14 15:05 GMT",
        "1.02:03:04.5",
        "ad67d136-c1db-4f9f-88ef-d94f3b6b0b5a",
        "192.168.1.1/24",
        "fe80::1/64",
        "(a)(b*)|[^x]+?",
        "(",
        r"\0\1\9\\",
        "$.a[0].b",
        "{\"a\":[1,2.5,null,{\"b\":\"c\"}],\"a\":\"\\ud800\"}",
        "[[[[[]]]]]",
        "<e a='1'>x<b/><b>y</b></e>",
        "CEF:0|a|b|c|d|e|f|k=v w x=y\\=z",
        "https://u:p@h:80/p/q?k=v&w#f",
        "a,\"b\"\"c\",d",
        "%4g%20+%ff",
        "month",
        "yyyy-MM-dd [HH:mm:ss.fffffff] tt",
        "regex",
    ]);
    prop_oneof![
        4 => known.prop_map(str::to_owned),
        2 => ".{0,12}",
        1 => "[a-c_ -]{0,30}",
        1 => (1_usize..3_000).prop_map(|count| "aß".repeat(count)),
    ]
}

fn long() -> impl Strategy<Value = i64> {
    prop_oneof![
        select(vec![
            i64::MIN,
            i64::MIN + 1,
            -1,
            0,
            1,
            2,
            63,
            64,
            i64::MAX - 1,
            i64::MAX
        ]),
        -70_i64..70,
        any::<i64>(),
    ]
}

fn real() -> impl Strategy<Value = f64> {
    prop_oneof![
        select(vec![
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN,
            f64::MAX,
            -0.0,
            1e-310
        ]),
        -100.0..100.0,
        any::<f64>(),
    ]
}

fn ticks() -> impl Strategy<Value = DateTime> {
    let last = DateTime::MAX.ticks();
    prop_oneof![select(vec![0, 1, last - 1, last]), 0..=last]
        .prop_map(|ticks| DateTime::from_ticks(ticks).expect("it is in range"))
}

fn value_of(ty: Type) -> BoxedStrategy<Value<'static>> {
    let value = match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Int => prop_oneof![Just(i32::MIN), Just(i32::MAX), any::<i32>(), -40..40]
            .prop_map(Value::Int)
            .boxed(),
        Type::Long => long().prop_map(Value::Long).boxed(),
        Type::Real => real().prop_map(Value::Real).boxed(),
        Type::Decimal => (long(), 0_u32..28)
            .prop_map(|(digits, scale)| Value::Decimal(Decimal::new(digits, scale)))
            .boxed(),
        Type::DateTime => ticks().prop_map(Value::DateTime).boxed(),
        Type::TimeSpan => long()
            .prop_map(|ticks| Value::TimeSpan(TimeSpan(ticks)))
            .boxed(),
        Type::Guid => any::<u128>()
            .prop_map(|bits| Value::Guid(Guid(bits)))
            .boxed(),
        Type::String => return text().prop_map(Value::string).boxed(),
        Type::Dynamic => dynamic().boxed(),
    };
    prop_oneof![1 => Just(Value::Null), 9 => value].boxed()
}

fn leaf() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        long().prop_map(Value::Long),
        real().prop_map(Value::Real),
        ticks().prop_map(Value::DateTime),
        text().prop_map(Value::string),
    ]
}

fn dynamic() -> impl Strategy<Value = Value<'static>> {
    let tree = leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::array),
            prop::collection::vec((text(), inner), 0..4).prop_map(|entries| {
                let mut bag = crate::value::Builder::default();
                for (name, value) in entries {
                    bag.set(name.into(), value);
                }
                bag.finish()
            }),
        ]
    });
    (tree, any::<bool>()).prop_map(|(tree, unread)| {
        let is_nested = tree.own_type() == Some(Type::Dynamic);
        if unread && is_nested {
            Value::Json(json::write(&tree).into())
        } else {
            tree
        }
    })
}

type Call = (&'static Function, Vec<(Argument, Value<'static>)>);

fn argument() -> impl Strategy<Value = (Argument, Value<'static>)> {
    (select(&TYPES[..]), any::<bool>(), 0..12_u8)
        .prop_flat_map(|(ty, constant, which)| (Just((ty, constant, which)), value_of(ty)))
        .prop_map(|((ty, constant, which), value)| {
            let argument = match (which, constant) {
                (0, _) => Argument::type_of(ty),
                (_, true) => Argument::constant(ty, value.clone()),
                (_, false) => Argument::of(ty),
            };
            (argument, value)
        })
}

/// A call whose arguments often fit: those of a wrong type are made dynamic, which fits anything.
fn call() -> impl Strategy<Value = Call> {
    let functions: Vec<_> = all().collect();
    (
        select(functions),
        prop::collection::vec(argument(), 7),
        any::<bool>(),
        0_usize..4,
    )
        .prop_map(|(function, mut arguments, fitting, spare)| {
            if fitting {
                for (argument, _) in &mut arguments {
                    argument.ty = Type::Dynamic;
                }
            }
            let most = function.parameters.len();
            let repeats =
                function.parameters.last().map(|last| last.times) == Some(Times::Repeated);
            arguments.truncate(if repeats {
                most + spare
            } else {
                most.saturating_sub(spare / 2)
            });
            (function, arguments)
        })
}

fn run(
    function: &Function,
    arguments: &[(Argument, Value<'static>)],
    constant: bool,
) -> Option<String> {
    let known = |(argument, value): &(Argument, Value<'static>)| match argument.constant {
        Some(_) if constant => Argument::constant(argument.ty, value.clone()),
        _ => Argument {
            constant: None,
            ..argument.clone()
        },
    };
    let bound = function
        .bind(&arguments.iter().map(known).collect::<Vec<_>>())
        .ok()?;
    let mut values: Vec<_> = arguments
        .iter()
        .map(|(_, value)| value.borrowed())
        .collect();
    let value = bound.call(&context(), &mut values);
    assert!(
        value.fits(bound.returns),
        "{} gave {value:?} as {}",
        function.name,
        bound.returns
    );
    Some(canonical(&value))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8_000))]

    #[test]
    fn functions_give_what_they_declare((function, arguments) in call()) {
        let prepared = run(function, &arguments, true);
        let of_row = run(function, &arguments, false);
        if let (Some(prepared), Some(of_row)) = (prepared, of_row) {
            prop_assert_eq!(prepared, of_row, "{}", function.name);
        }
    }
}

proptest! {
    #[test]
    fn arithmetic_gives_what_it_declares(
        operator in select(vec![
            Arithmetic::Add,
            Arithmetic::Subtract,
            Arithmetic::Multiply,
            Arithmetic::Divide,
            Arithmetic::Remainder,
        ]),
        (left, a) in argument(),
        (right, b) in argument(),
    ) {
        if let Some(ty) = operator.returns(left.ty, right.ty) {
            let value = operator.apply(ty, &a, &b);
            prop_assert!(value.fits(ty), "{value:?} as {ty}");
        }
        if let Some(ty) = arithmetic::negation(left.ty) {
            prop_assert!(arithmetic::negate(&a).fits(ty));
        }
    }

    #[test]
    fn comparisons_are_each_others_opposite((_, a) in argument(), (_, b) in argument()) {
        let truth = |comparison: Comparison| comparison.apply(&a, &b).truth();
        prop_assert_eq!(truth(Comparison::Equal), truth(Comparison::NotEqual).map(|truth| !truth));
        let less = Comparison::Less.apply(&a, &b).truth();
        prop_assert_eq!(less, Comparison::Greater.apply(&b, &a).truth());
    }
}
