//! What holds for every tree and for every text.

use crate::sexpr::bare;
use logfog_kql::{
    Span, Type,
    ast::{
        Arg, BinaryOp, Call, ColumnDecl, ColumnRef, Direction, Expr, ExprKind, Join, JoinKind, Let,
        LetValue, ListMatch, ListOp, Literal, LogicalOp, Name, NamedExpr, Nulls, Operator,
        OperatorKind, ParseColumns, ParseKind, ParseKv, ParsePart, Pipeline, Property, Query,
        Rename, SortKey, Source, Statement, Summarize, TextMatch, TextOp, UnaryOp, Union,
    },
};
use proptest::{collection::vec, option, prelude::*, sample::select};

const NOWHERE: Span = Span::new(0, 0);

fn at(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: NOWHERE,
    }
}

fn name() -> impl Strategy<Value = Name> {
    let plain = "[a-z$_][a-zA-Z0-9_]{0,5}";
    let keywords = select(vec![
        "and",
        "in",
        "by",
        "kind",
        "hint",
        "print",
        "range",
        "union",
        "where",
        "asc",
        "nulls",
        "with",
        "let",
        "true",
        "time",
        "1d",
        "1e5",
        "a b",
        "a*",
        "",
        "it's \"\\",
        "é",
        "on",
        "has_any",
        "datatable",
        "dynamic",
        "step",
        "from",
        "to",
        "set",
        "source",
        "count",
        "matches",
        "limit",
        "0x1",
        "1day2",
        "evaluate",
        "view",
    ]);
    prop_oneof![3 => plain.boxed(), 1 => keywords.prop_map(str::to_owned).boxed()].prop_map(named)
}

fn named(text: impl Into<String>) -> Name {
    Name {
        text: text.into(),
        span: NOWHERE,
    }
}

fn raw(ty: Type, text: &str) -> Literal {
    Literal::Raw {
        ty,
        text: text.to_owned(),
        at: NOWHERE,
    }
}

fn literal() -> impl Strategy<Value = Literal> {
    let types = [
        Type::Bool,
        Type::Int,
        Type::Long,
        Type::Real,
        Type::Decimal,
        Type::DateTime,
        Type::TimeSpan,
        Type::Guid,
        Type::Dynamic,
    ];
    prop_oneof![
        any::<bool>().prop_map(Literal::Bool),
        any::<i32>().prop_map(Literal::Int),
        any::<i64>().prop_map(Literal::Long),
        any::<f64>().prop_map(|f| Literal::Real(if f.is_nan() { f64::NAN } else { f })),
        any::<String>().prop_map(Literal::String),
        select(types.to_vec()).prop_map(Literal::Null),
        select(vec![
            raw(Type::TimeSpan, "1d"),
            raw(Type::TimeSpan, "1.5h"),
            raw(Type::TimeSpan, "1.02:03"),
            raw(Type::TimeSpan, "2"),
            raw(Type::DateTime, "2020-01-01 10:00"),
            raw(Type::DateTime, ""),
            raw(Type::Decimal, "1.5"),
            raw(Type::Dynamic, "{\"a\": [\")\", '\\'']}"),
            raw(Type::Guid, "74be27de-1e4e-49d9-b579-fe0b331d3642"),
        ]),
    ]
}

fn text_op() -> impl Strategy<Value = TextOp> {
    let matches = select(vec![
        TextMatch::Contains,
        TextMatch::StartsWith,
        TextMatch::EndsWith,
        TextMatch::Has,
        TextMatch::HasPrefix,
        TextMatch::HasSuffix,
    ]);
    let cased = (matches, any::<bool>(), any::<bool>());
    let fixed = |matches, case_sensitive, negated| TextOp {
        matches,
        case_sensitive,
        negated,
    };
    prop_oneof![
        cased.prop_map(move |(matches, case, not)| fixed(matches, case, not)),
        any::<bool>().prop_map(move |not| fixed(TextMatch::Equals, false, not)),
        Just(fixed(TextMatch::Regex, true, false)),
    ]
}

fn binary_op() -> impl Strategy<Value = BinaryOp> {
    let plain = select(vec![
        BinaryOp::Equal,
        BinaryOp::NotEqual,
        BinaryOp::Less,
        BinaryOp::LessOrEqual,
        BinaryOp::Greater,
        BinaryOp::GreaterOrEqual,
        BinaryOp::Add,
        BinaryOp::Subtract,
        BinaryOp::Multiply,
        BinaryOp::Divide,
        BinaryOp::Modulo,
    ]);
    prop_oneof![plain, text_op().prop_map(BinaryOp::Text)]
}

fn list_op() -> impl Strategy<Value = ListOp> {
    let op = |matches, case_sensitive, negated| ListOp {
        matches,
        case_sensitive,
        negated,
    };
    select(vec![
        op(ListMatch::In, true, false),
        op(ListMatch::In, true, true),
        op(ListMatch::In, false, false),
        op(ListMatch::In, false, true),
        op(ListMatch::HasAny, false, false),
        op(ListMatch::HasAll, false, false),
    ])
}

fn call(args: impl Strategy<Value = Expr> + 'static) -> impl Strategy<Value = Call> {
    let arg = (option::weighted(0.1, name()), args).prop_map(|(name, value)| Arg { name, value });
    let function = select(vec!["f", "strcat", "arg_max", "range", "not"]);
    (function, vec(arg, 0..3)).prop_map(|(function, args)| Call {
        function: named(function),
        args,
    })
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        literal().prop_map(|literal| at(ExprKind::Literal(literal))),
        name().prop_map(|name| at(ExprKind::Name(name.text))),
        Just(at(ExprKind::TypeOf("long".to_owned()))),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let one = inner.clone().prop_map(Box::new);
        prop_oneof![
            4 => (binary_op(), one.clone(), one.clone()).prop_map(|(op, left, right)| {
                at(ExprKind::Binary { op, left, right })
            }),
            2 => (select(vec![LogicalOp::And, LogicalOp::Or]), vec(inner.clone(), 2..4))
                .prop_map(|(op, operands)| at(ExprKind::Logical { op, operands })),
            1 => (select(vec![UnaryOp::Minus, UnaryOp::Plus]), one.clone())
                .prop_map(|(op, operand)| at(ExprKind::Unary { op, operand })),
            1 => (list_op(), one.clone(), vec(inner.clone(), 0..3))
                .prop_map(|(op, value, list)| at(ExprKind::List { op, value, list })),
            1 => (any::<bool>(), one.clone(), one.clone(), one.clone()).prop_map(
                |(negated, value, low, high)| at(ExprKind::Between { negated, value, low, high })
            ),
            1 => (one.clone(), name()).prop_map(|(base, name)| at(ExprKind::Member { base, name })),
            1 => (one.clone(), one.clone())
                .prop_map(|(base, index)| at(ExprKind::Index { base, index })),
            2 => call(inner.clone()).prop_map(|call| at(ExprKind::Call(call))),
            1 => (one.clone(), call(inner.clone()))
                .prop_map(|(base, call)| at(ExprKind::MemberCall { base, call })),
            1 => (name(), inner).prop_map(|(table, by)| {
                let kind = OperatorKind::Where(by);
                at(ExprKind::Pipeline(Box::new(Pipeline {
                    source: Source::Expr(at(ExprKind::Name(table.text))),
                    operators: vec![Operator { kind, span: NOWHERE }],
                    span: NOWHERE,
                })))
            }),
        ]
    })
}

fn named_expr() -> impl Strategy<Value = NamedExpr> {
    (vec(name(), 0..3), expr()).prop_map(|(names, value)| NamedExpr { names, value })
}

fn column_ref() -> impl Strategy<Value = ColumnRef> {
    prop_oneof![
        name().prop_map(ColumnRef::Name),
        select(vec!["*", "a*", "*_b", "a*1*"]).prop_map(|text| ColumnRef::Pattern(named(text))),
    ]
}

fn sort_keys() -> impl Strategy<Value = Vec<SortKey>> {
    let direction = option::of(select(vec![Direction::Asc, Direction::Desc]));
    let nulls = option::of(select(vec![Nulls::First, Nulls::Last]));
    let key = (expr(), direction, nulls).prop_map(|(value, direction, nulls)| SortKey {
        value,
        direction,
        nulls,
    });
    vec(key, 1..3)
}

fn parse_kv() -> impl Strategy<Value = ParseKv> {
    let text = select(vec![",", ":", "\"", "(a)(b)"]);
    let property = (name(), text).prop_map(|(name, text)| Property {
        name,
        value: at(ExprKind::Literal(Literal::String(text.to_owned()))),
    });
    let key = (name(), select(vec![Type::Long, Type::Dynamic]))
        .prop_map(|(name, ty)| ColumnDecl { name, ty });
    (expr(), vec(key, 1..3), vec(property, 0..3)).prop_map(|(value, keys, properties)| ParseKv {
        value,
        keys,
        properties,
    })
}

fn parse_columns() -> impl Strategy<Value = ParseColumns> {
    let column = (
        name(),
        option::of(select(vec![Type::Long, Type::DateTime, Type::String])),
    );
    let text = any::<String>().prop_map(|text| ParsePart::Text {
        text,
        span: NOWHERE,
    });
    // Two texts side by side would be read as one.
    let parts = vec(
        (
            any::<bool>(),
            text,
            option::of(column.prop_map(|(name, ty)| ParsePart::Column { name, ty })),
        ),
        1..3,
    )
    .prop_map(|groups| {
        let mut parts = Vec::new();
        for (star, text, column) in groups {
            if star {
                parts.push(ParsePart::Star);
            }
            parts.push(text);
            parts.push(column.unwrap_or(ParsePart::Star));
        }
        parts
    });
    let kind = select(vec![
        ParseKind::Simple,
        ParseKind::Regex,
        ParseKind::Relaxed,
    ]);
    (kind, option::of(name()), any::<bool>(), expr(), parts).prop_map(
        |(kind, flags, filter, value, pattern)| ParseColumns {
            kind,
            flags,
            filter,
            value,
            pattern,
        },
    )
}

fn operator() -> impl Strategy<Value = Operator> {
    let list = || vec(named_expr(), 1..3);
    let table = || name().prop_map(|name| at(ExprKind::Name(name.text)));
    let joins = option::of(select(vec![JoinKind::Inner, JoinKind::LeftAnti]));
    prop_oneof![
        expr().prop_map(OperatorKind::Where),
        list().prop_map(OperatorKind::Extend),
        list().prop_map(OperatorKind::Project),
        vec(column_ref(), 1..3).prop_map(OperatorKind::ProjectAway),
        vec(
            (name(), name()).prop_map(|(to, from)| Rename { to, from }),
            1..3
        )
        .prop_map(OperatorKind::ProjectRename),
        parse_columns().prop_map(OperatorKind::Parse),
        parse_kv().prop_map(OperatorKind::ParseKv),
        (list(), vec(named_expr(), 0..2)).prop_map(|(aggregates, by)| {
            OperatorKind::Summarize(Summarize {
                properties: Vec::new(),
                aggregates,
                by,
            })
        }),
        sort_keys().prop_map(OperatorKind::Sort),
        (expr(), sort_keys()).prop_map(|(count, by)| OperatorKind::Top { count, by }),
        expr().prop_map(OperatorKind::Take),
        vec(expr(), 1..3).prop_map(OperatorKind::Distinct),
        Just(OperatorKind::Count),
        (
            option::of(name()),
            option::of(any::<bool>()),
            vec(table(), 1..3)
        )
            .prop_map(
                |(with_source, is_fuzzy, tables)| OperatorKind::Union(Union {
                    kind: None,
                    with_source,
                    is_fuzzy,
                    properties: Vec::new(),
                    tables,
                })
            ),
        (joins, table(), vec(expr(), 1..3)).prop_map(|(kind, right, on)| {
            OperatorKind::Join(Join {
                kind,
                properties: Vec::new(),
                right,
                on,
            })
        }),
        name().prop_map(OperatorKind::As),
    ]
    .prop_map(|kind| Operator {
        kind,
        span: NOWHERE,
    })
}

fn query() -> impl Strategy<Value = Query> {
    let datatable = (
        vec((name(), select(vec![Type::Long, Type::Guid])), 1..3),
        vec(expr(), 0..3),
    )
        .prop_map(|(columns, values)| Source::Datatable {
            columns: columns
                .into_iter()
                .map(|(name, ty)| ColumnDecl { name, ty })
                .collect(),
            values,
            span: NOWHERE,
        });
    let source = prop_oneof![
        3 => name().prop_map(|name| Source::Expr(at(ExprKind::Name(name.text)))),
        1 => datatable,
    ];
    let pipeline = (source, vec(operator(), 0..3)).prop_map(|(source, operators)| Pipeline {
        source,
        operators,
        span: NOWHERE,
    });
    let lets = vec((name(), expr()), 0..2);
    (lets, pipeline).prop_map(|(lets, pipeline)| {
        let lets = lets.into_iter().map(|(name, value)| {
            Statement::Let(Let {
                name,
                value: LetValue::Expr(value),
                span: NOWHERE,
            })
        });
        Query {
            statements: lets.chain([Statement::Tabular(pipeline)]).collect(),
        }
    })
}

/// Tokens with and without space between them, in any order.
fn soup() -> impl Strategy<Value = String> {
    let tokens = vec![
        "source",
        "|",
        "where",
        "extend",
        "project",
        "project-away",
        "parse",
        "with",
        "summarize",
        "by",
        "let",
        "join",
        "on",
        "union",
        "in",
        "in~",
        "!in",
        "between",
        "..",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ";",
        ":",
        ".",
        "=",
        "==",
        "<",
        "+",
        "-",
        "*",
        "'a'",
        "\"",
        "@'",
        "1",
        "1.5",
        "1d",
        "datetime(",
        "dynamic(",
        "int(1)",
        "a",
        "has",
        "matches",
        "regex",
        "and",
        "or",
        "print",
        "range",
        "from",
        "to",
        "step",
        "datatable",
        "kind",
        "sort",
        "top",
        "mv-expand",
        "typeof(long)",
        "//",
        "\n",
        " ",
        "é",
        "$left",
        "true",
        "```",
        "evaluate",
    ];
    let gap = select(vec!["", " "]);
    vec((select(tokens), gap), 0..60).prop_map(|tokens| {
        tokens
            .into_iter()
            .flat_map(|(token, gap)| [token, gap])
            .collect()
    })
}

fn is_safe_to_read(text: &str) {
    let _ = logfog_kql::parse_expression(text);
    match logfog_kql::parse(text) {
        Ok(query) => {
            let printed = query.to_string();
            let again = logfog_kql::parse(&printed).unwrap_or_else(|e| panic!("{printed}: {e:?}"));
            assert_eq!(bare(&again), bare(&query), "{text} is printed as {printed}");
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            for error in errors {
                assert!(error.at.start <= error.at.end && error.at.end <= text.len());
                assert!(text.is_char_boundary(error.at.start), "{text:?}");
                assert!(!error.in_service_words(text).is_empty());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn what_is_printed_is_read_as_the_same_expression(expr in expr()) {
        let text = expr.to_string();
        let read = logfog_kql::parse_expression(&text);
        prop_assert!(read.is_ok(), "{text}\n{read:?}");
        prop_assert_eq!(bare(&read.expect("checked")), bare(&expr), "{}", text);
    }

    #[test]
    fn what_is_printed_is_read_as_the_same_query(query in query()) {
        let text = query.to_string();
        let read = logfog_kql::parse(&text);
        prop_assert!(read.is_ok(), "{text}\n{read:?}");
        prop_assert_eq!(bare(&read.expect("checked")), bare(&query), "{}", text);
    }

    #[test]
    fn any_text_is_safe(text in any::<String>()) {
        is_safe_to_read(&text);
        is_safe_to_read(&format!("source | extend a = {text}"));
    }

    #[test]
    fn any_tokens_are_safe(text in soup()) {
        is_safe_to_read(&text);
        is_safe_to_read(&format!("source | {text}"));
    }
}
