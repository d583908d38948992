//! Internet addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, optional, repeated},
    doc::said,
};
use crate::{Type, Value};

const NULLS: &str = "Null for what is no address.";
const IP: &[Parameter] = &[one("ip", Accepts::Text)];
const TWO: &[Parameter] = &[
    one("ip", Accepts::Text),
    one("other", Accepts::Text),
    optional("prefix", Accepts::Whole),
];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("ipv4_compare", TWO, Type::Long, ipv4_compare).doc(said(
        "-1, 0 or 1, as one address is before, the same as or after another, as \
             far as the shortest prefix goes.",
        NULLS,
        "ipv4_compare(\"192.168.1.1/24\", \"192.168.1.255\")",
        "0",
    )),
    Function::fixed("ipv4_is_match", TWO, Type::Bool, ipv4_is_match).doc(said(
        "Whether two addresses are the same, as far as the shortest prefix goes.",
        NULLS,
        "ipv4_is_match(\"192.168.1.1/24\", \"192.168.1.255/24\")",
        "true",
    )),
    Function::fixed(
        "ipv4_is_in_range",
        &[one("ip", Accepts::Text), one("range", Accepts::Text)],
        Type::Bool,
        ipv4_is_in_range,
    )
    .doc(said(
        "Whether an address is in a range.",
        NULLS,
        "ipv4_is_in_range(\"192.168.1.6\", \"192.168.1.1/24\")",
        "true",
    )),
    Function::fixed(
        "ipv4_is_in_any_range",
        &[one("ip", Accepts::Text), repeated("range", Accepts::Any)],
        Type::Bool,
        ipv4_is_in_any_range,
    )
    .doc(said(
        "Whether an address is in one of several ranges, or of an array of them.",
        NULLS,
        "ipv4_is_in_any_range(\"192.168.1.6\", \"192.168.1.1/24\", \"10.0.0.1/8\")",
        "true",
    )),
    Function::fixed("ipv4_is_private", IP, Type::Bool, ipv4_is_private).doc(said(
        "Whether an address is of a private network.",
        NULLS,
        "ipv4_is_private(\"192.168.1.1/24\")",
        "true",
    )),
    Function::fixed("ipv4_netmask_suffix", IP, Type::Long, ipv4_netmask_suffix).doc(said(
        "The length of the prefix; 32 where there is none.",
        NULLS,
        "ipv4_netmask_suffix(\"192.168.1.1/24\")",
        "24",
    )),
    Function::fixed("parse_ipv4", IP, Type::Long, parse_ipv4).doc(said(
        "An address as a number.",
        NULLS,
        "parse_ipv4(\"127.0.0.1\")",
        "2130706433",
    )),
    Function::fixed(
        "parse_ipv4_mask",
        &[one("ip", Accepts::Text), one("prefix", Accepts::Whole)],
        Type::Long,
        parse_ipv4_mask,
    )
    .doc(said(
        "As much of an address as a prefix has, as a number.",
        NULLS,
        "parse_ipv4_mask(\"192.1.168.2\", 24)",
        "3221334016",
    )),
    Function::fixed(
        "format_ipv4",
        &[one("ip", Accepts::Any), optional("prefix", Accepts::Whole)],
        Type::String,
        format_ipv4,
    )
    .doc(said(
        "A number or a text as an address, as far as a prefix goes.",
        "An empty text for what is no address.",
        "format_ipv4(\"192.168.1.255\", 24)",
        "\"192.168.1.0\"",
    )),
    Function::fixed(
        "format_ipv4_mask",
        &[one("ip", Accepts::Any), optional("prefix", Accepts::Whole)],
        Type::String,
        format_ipv4_mask,
    )
    .doc(said(
        "As `format_ipv4`, with the prefix written behind.",
        "An empty text for what is no address.",
        "format_ipv4_mask(\"192.168.1.255\", 24)",
        "\"192.168.1.0/24\"",
    )),
    Function::fixed("parse_ipv6", IP, Type::String, parse_ipv6).doc(said(
        "An address of either kind in the long form of IPv6.",
        "An empty text for what is no address.",
        "parse_ipv6(\"127.0.0.1\")",
        "\"0000:0000:0000:0000:0000:ffff:7f00:0001\"",
    )),
    Function::fixed("ipv6_compare", TWO, Type::Long, ipv6_compare).doc(said(
        "As `ipv4_compare`, for addresses of either kind.",
        NULLS,
        "ipv6_compare(\"::ffff:7f00:1\", \"127.0.0.1\")",
        "0",
    )),
    Function::fixed("ipv6_is_match", TWO, Type::Bool, ipv6_is_match).doc(said(
        "As `ipv4_is_match`, for addresses of either kind.",
        NULLS,
        "ipv6_is_match(\"::ffff:7f00:1\", \"127.0.0.1\")",
        "true",
    )),
    Function::fixed(
        "ipv6_is_in_range",
        &[one("ip", Accepts::Text), one("range", Accepts::Text)],
        Type::Bool,
        ipv6_is_in_range,
    )
    .doc(said(
        "As `ipv4_is_in_range`, for addresses of either kind.",
        NULLS,
        "ipv6_is_in_range(\"a5e:f127:8a9d:146d:e102:b5d3:c755:abcd\", \
             \"a5e:f127:8a9d:146d:e102:b5d3:c755:abcd/112\")",
        "true",
    )),
];

/// The 128 bits of an address, and how many of them its prefix has. Those of version 4 are at the
/// end, where version 6 maps them to.
#[derive(Clone, Copy)]
struct Network {
    bits: u128,
    prefix: u32,
}

const MAPPED: u128 = 0xffff << 32;

impl Network {
    fn v4(text: &str) -> Option<Self> {
        let (address, prefix) = split(text, 32)?;
        let address: Ipv4Addr = address.parse().ok()?;
        Some(Self {
            bits: MAPPED | u128::from(address.to_bits()),
            prefix: prefix + 96,
        })
    }

    fn any(text: &str) -> Option<Self> {
        if let Some(network) = Self::v4(text) {
            return Some(network);
        }
        let (address, prefix) = split(text, 128)?;
        let address: Ipv6Addr = address.parse().ok()?;
        Some(Self {
            bits: address.to_bits(),
            prefix,
        })
    }

    fn masked(self, prefix: u32) -> u128 {
        self.bits & u128::MAX.checked_shl(128 - prefix.min(128)).unwrap_or(0)
    }

    fn contains(self, other: Self) -> bool {
        self.masked(self.prefix) == other.masked(self.prefix)
    }

    fn v4_bits(self) -> i64 {
        i64::try_from(self.masked(self.prefix) & 0xffff_ffff).unwrap_or(0)
    }
}

fn split(text: &str, longest: u32) -> Option<(&str, u32)> {
    let text = text.trim();
    let Some((address, prefix)) = text.split_once('/') else {
        return Some((text, longest));
    };
    let prefix = prefix.parse().ok().filter(|prefix| *prefix <= longest)?;
    Some((address, prefix))
}

type Read = fn(&str) -> Option<Network>;

/// Two addresses, as far as the shortest of all prefixes goes. A prefix that is passed counts from
/// the start of the kind of address that is read.
fn two(arguments: &[Value<'_>], read: Read, before: i64) -> Option<(u128, u128)> {
    let (left, right) = (read(&arguments[0].text())?, read(&arguments[1].text())?);
    let most = arguments.get(2).map_or(Some(128 - before), Value::whole)?;
    let most = u32::try_from(most.checked_add(before)?)
        .ok()
        .filter(|most| *most <= 128)?;
    let prefix = most.min(left.prefix).min(right.prefix);
    Some((left.masked(prefix), right.masked(prefix)))
}

fn compared<'a>(both: Option<(u128, u128)>) -> Value<'a> {
    both.map_or(Value::Null, |(left, right)| {
        Value::Long(left.cmp(&right) as i64)
    })
}

fn matching<'a>(both: Option<(u128, u128)>) -> Value<'a> {
    both.map_or(Value::Null, |(left, right)| Value::Bool(left == right))
}

fn in_range<'a>(arguments: &[Value<'_>], read: Read) -> Value<'a> {
    let both = read(&arguments[1].text()).zip(read(&arguments[0].text()));
    both.map_or(Value::Null, |(range, ip)| Value::Bool(range.contains(ip)))
}

fn ipv4_compare<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    compared(two(arguments, Network::v4, 96))
}

fn ipv4_is_match<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    matching(two(arguments, Network::v4, 96))
}

fn ipv4_is_in_range<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    in_range(arguments, Network::v4)
}

fn ipv4_is_in_any_range<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(ip) = Network::v4(&arguments[0].text()) else {
        return Value::Null;
    };
    let ranges = crate::operators::list::flatten(&arguments[1..]);
    let holds =
        |range: &Value<'_>| Network::v4(&range.text()).is_some_and(|range| range.contains(ip));
    Value::Bool(ranges.iter().any(holds))
}

fn ipv4_is_private<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    let Some(ip) = Network::v4(&arguments[0].text()) else {
        return Value::Null;
    };
    let private = PRIVATE.iter().filter_map(|range| Network::v4(range));
    Value::Bool(private.into_iter().any(|range| range.contains(ip)))
}

fn ipv4_netmask_suffix<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let network = Network::v4(&arguments[0].text());
    network.map_or(Value::Null, |network| {
        Value::Long(i64::from(network.prefix - 96))
    })
}

fn parse_ipv4<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Network::v4(&arguments[0].text()).map_or(Value::Null, |network| Value::Long(network.v4_bits()))
}

fn parse_ipv4_mask<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    masked(&arguments[0], arguments.get(1))
        .map_or(Value::Null, |(network, _)| Value::Long(network.v4_bits()))
}

/// An address in a text or a number, cut to a prefix, and how long that is.
fn masked(ip: &Value<'_>, prefix: Option<&Value<'_>>) -> Option<(Network, u32)> {
    let mut network = match ip.whole() {
        Some(number) => {
            let bits = u32::try_from(number).ok()?;
            Network {
                bits: MAPPED | u128::from(bits),
                prefix: 128,
            }
        }
        None => Network::v4(&ip.text())?,
    };
    if let Some(prefix) = prefix {
        let prefix = u32::try_from(prefix.whole()?)
            .ok()
            .filter(|prefix| *prefix <= 32)?;
        network.prefix = network.prefix.min(prefix + 96);
    }
    Some((network, network.prefix - 96))
}

fn address(network: Network) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::try_from(network.v4_bits()).unwrap_or(0))
}

fn format_ipv4<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let network = masked(&arguments[0], arguments.get(1));
    network.map_or(Value::EMPTY, |(network, _)| {
        Value::string(address(network).to_string())
    })
}

fn format_ipv4_mask<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let network = masked(&arguments[0], arguments.get(1));
    let shown = |(network, prefix)| Value::string(format!("{}/{prefix}", address(network)));
    network.map_or(Value::EMPTY, shown)
}

fn parse_ipv6<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(network) = Network::any(&arguments[0].text()) else {
        return Value::EMPTY;
    };
    let address = Ipv6Addr::from_bits(network.masked(network.prefix));
    let groups: Vec<String> = address
        .segments()
        .iter()
        .map(|group| format!("{group:04x}"))
        .collect();
    Value::string(groups.join(":"))
}

fn ipv6_compare<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    compared(two(arguments, Network::any, 0))
}

fn ipv6_is_match<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    matching(two(arguments, Network::any, 0))
}

fn ipv6_is_in_range<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    in_range(arguments, Network::any)
}

/// An address in a text, of either kind.
pub(super) fn address_in(text: &str) -> Option<IpAddr> {
    text.trim().parse().ok()
}
