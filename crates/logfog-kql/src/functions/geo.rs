//! Where an address is, as far as somebody without a map can say.

use std::{borrow::Cow, net::IpAddr};

use super::{
    Context, Function,
    arguments::{Accepts, one},
    doc::chosen,
    ip::address_in,
};
use crate::{Type, Value, value::Builder};

pub(super) const FUNCTIONS: &[Function] = &[Function::fixed(
    "geo_location",
    &[one("ip", Accepts::Text)],
    Type::Dynamic,
    geo_location,
)
.documented()
.doc(chosen(
    "Where an address is. The service has a map of the world; here, the \
             addresses that are set aside for documentation have made-up places.",
    "Null for every other address.",
    "geo_location(\"203.0.113.9\").City",
    "\"Sydney\"",
))];

struct Place {
    network: [u8; 3],
    country: &'static str,
    region: &'static str,
    state: &'static str,
    city: &'static str,
    latitude: f64,
    longitude: f64,
}

const PLACES: [Place; 3] = [
    Place {
        network: [192, 0, 2],
        country: "United States",
        region: "North America",
        state: "Washington",
        city: "Redmond",
        latitude: 47.67,
        longitude: -122.12,
    },
    Place {
        network: [198, 51, 100],
        country: "Germany",
        region: "Europe",
        state: "Berlin",
        city: "Berlin",
        latitude: 52.52,
        longitude: 13.41,
    },
    Place {
        network: [203, 0, 113],
        country: "Australia",
        region: "Oceania",
        state: "New South Wales",
        city: "Sydney",
        latitude: -33.87,
        longitude: 151.21,
    },
];

fn geo_location<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(IpAddr::V4(address)) = address_in(&arguments[0].text()) else {
        return Value::Null;
    };
    let place = PLACES
        .iter()
        .find(|place| address.octets().starts_with(&place.network));
    place.map_or(Value::Null, bag)
}

fn bag<'a>(place: &'static Place) -> Value<'a> {
    let mut bag = Builder::default();
    bag.set(Cow::Borrowed("Country"), Value::string(place.country));
    bag.set(Cow::Borrowed("Region"), Value::string(place.region));
    bag.set(Cow::Borrowed("State"), Value::string(place.state));
    bag.set(Cow::Borrowed("City"), Value::string(place.city));
    bag.set(Cow::Borrowed("Latitude"), Value::Real(place.latitude));
    bag.set(Cow::Borrowed("Longitude"), Value::Real(place.longitude));
    bag.finish()
}
