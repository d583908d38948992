use std::{collections::BTreeMap, fmt, time::Duration};

use logfog_model::Latency;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, Type},
    },
};

use crate::span::Span;

/// A length of time that is not the same each time: `"120ms"`, `{"from": "50ms", "to": "200ms"}`, or
/// percentiles as in `{"p50": "20ms", "p99": "2s"}`, between which it grows evenly.
#[derive(Clone, Debug, PartialEq)]
pub struct LatencyPlan(pub Latency);

const WANTED: &str =
    "a length of time, {\"from\", \"to\"}, or percentiles as in {\"p50\", \"p99\"}";

impl<'de> Deserialize<'de> for LatencyPlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl<'de> Visitor<'de> for Written {
            type Value = Latency;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(WANTED)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Latency, E> {
                fixed(text.parse().map_err(E::custom)?)
            }

            fn visit_i64<E: Error>(self, seconds: i64) -> Result<Latency, E> {
                fixed(Span(jiff::SignedDuration::from_secs(seconds)))
            }

            fn visit_u64<E: Error>(self, seconds: u64) -> Result<Latency, E> {
                self.visit_i64(i64::try_from(seconds).map_err(E::custom)?)
            }

            fn visit_f64<E: Error>(self, seconds: f64) -> Result<Latency, E> {
                let span = jiff::SignedDuration::try_from_secs_f64(seconds);
                fixed(Span(span.map_err(E::custom)?))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Latency, A::Error> {
                let mut lengths = BTreeMap::new();
                while let Some((name, span)) = map.next_entry::<String, Span>()? {
                    lengths.insert(name, forward(span)?);
                }
                table(lengths)
            }
        }

        deserializer.deserialize_any(Written).map(Self)
    }
}

fn fixed<E: Error>(span: Span) -> Result<Latency, E> {
    forward(span).map(Latency::Fixed)
}

fn forward<E: Error>(span: Span) -> Result<Duration, E> {
    let length = span.forward();
    length.ok_or_else(|| E::custom("a latency is no shorter than nothing"))
}

fn table<E: Error>(mut lengths: BTreeMap<String, Duration>) -> Result<Latency, E> {
    if lengths.contains_key("from")
        && let Some(to) = lengths.remove("to")
        && let Some(from) = lengths.remove("from")
    {
        let Some(strange) = lengths.into_keys().next() else {
            return Ok(Latency::Range(from, to));
        };
        let problem = format!("`{strange}` is not part of a range; expected {WANTED}");
        return Err(E::custom(problem));
    }
    let percentile = |(name, length): (String, Duration)| {
        let number = name
            .strip_prefix('p')
            .and_then(|number| number.parse().ok());
        let problem = || E::custom(format!("`{name}` is no percentile; expected {WANTED}"));
        Ok((number.ok_or_else(problem)?, length))
    };
    let table = lengths.into_iter().map(percentile);
    let mut table: Vec<(f64, Duration)> = table.collect::<Result<_, _>>()?;
    table.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    Ok(Latency::Percentiles(table))
}

impl Serialize for LatencyPlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Latency::Fixed(length) => Span::from(*length).serialize(serializer),
            Latency::Range(from, to) => {
                let pairs = [("from", from), ("to", to)];
                serializer.collect_map(pairs.map(|(name, length)| (name, Span::from(*length))))
            }
            Latency::Percentiles(table) => {
                let pairs = table.iter();
                let pairs = pairs
                    .map(|(percentile, length)| (format!("p{percentile}"), Span::from(*length)));
                serializer.collect_map(pairs)
            }
        }
    }
}

impl PartialSchema for LatencyPlan {
    fn schema() -> RefOr<Schema> {
        let object = |builder: ObjectBuilder| builder.schema_type(Type::Object);
        let range = object(ObjectBuilder::new())
            .property("from", Span::schema())
            .property("to", Span::schema())
            .required("from")
            .required("to")
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
        let percentiles = object(ObjectBuilder::new())
            .property_names(Some(
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some(r"^p\d+(\.\d+)?$")),
            ))
            .additional_properties(Some(Span::schema()));
        let says = "A length of time; `{\"from\": \"50ms\", \"to\": \"200ms\"}`, all equally likely; or \
                    percentiles, as in `{\"p50\": \"20ms\", \"p99\": \"2s\"}`, between which it grows evenly.";
        let either = OneOfBuilder::new()
            .item(Span::schema())
            .item(range)
            .item(percentiles);
        Schema::from(either.description(Some(says)).build()).into()
    }
}

impl ToSchema for LatencyPlan {}
