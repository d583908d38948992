//! Times and durations as protobuf has them.

use jiff::{SignedDuration, Timestamp, TimestampRound, Unit};

/// A time of which the service keeps milliseconds.
pub(crate) fn milliseconds(time: Timestamp) -> prost_types::Timestamp {
    let down = TimestampRound::new()
        .smallest(Unit::Millisecond)
        .mode(jiff::RoundMode::Floor);
    timestamp(time.round(down).expect("milliseconds divide a day"))
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
