//! Times and durations as protobuf has them.

use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};

/// A time of which the service keeps milliseconds.
pub(crate) fn milliseconds(time: Timestamp) -> prost_types::Timestamp {
    rounded(time, Unit::Millisecond)
}

/// A time of which the service keeps microseconds.
pub(crate) fn microseconds(time: Timestamp) -> prost_types::Timestamp {
    rounded(time, Unit::Microsecond)
}

fn rounded(time: Timestamp, unit: Unit) -> prost_types::Timestamp {
    let down = TimestampRound::new().smallest(unit).mode(RoundMode::Floor);
    // A time of the last day that there is stays as it is.
    timestamp(time.round(down).unwrap_or(time))
}

/// The nearest time that there is to one that was sent.
pub(crate) fn nearest(sent: prost_types::Timestamp) -> Timestamp {
    let end = if sent.seconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::new(sent.seconds, sent.nanos).unwrap_or(end)
}

/// A time, whole.
pub(crate) fn timestamp(time: Timestamp) -> prost_types::Timestamp {
    // Before 1970 jiff counts nanoseconds backwards, protobuf never does.
    let nanos = time.subsec_nanosecond();
    let borrowed = i64::from(nanos < 0);
    prost_types::Timestamp {
        seconds: time.as_second() - borrowed,
        nanos: if nanos < 0 {
            nanos + 1_000_000_000
        } else {
            nanos
        },
    }
}

/// A duration, whole.
pub(crate) fn duration(duration: SignedDuration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: duration.as_secs(),
        nanos: duration.subsec_nanos(),
    }
}

/// A duration as it was sent. Protobuf knows none that are longer than ten thousand years.
pub(crate) fn signed(duration: prost_types::Duration) -> SignedDuration {
    const MOST: i64 = 315_576_000_000;
    let seconds = SignedDuration::from_secs(duration.seconds.clamp(-MOST, MOST));
    seconds.saturating_add(SignedDuration::from_nanos(duration.nanos.into()))
}
