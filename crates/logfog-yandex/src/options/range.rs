use std::ops::{Bound, RangeBounds as _};

use jiff::SignedDuration;

/// What `<=63`, `1-100`, `>0`, `5` and `1h-168h` say; lengths of time in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range(Bound<f64>, Bound<f64>);

impl Range {
    /// `None` when it is no range.
    pub(super) fn parse(text: &str) -> Option<Self> {
        type Made = fn(f64) -> Range;
        let kinds: [(&str, Made); 4] = [
            ("<=", |most| Self(Bound::Unbounded, Bound::Included(most))),
            (">=", |least| Self(Bound::Included(least), Bound::Unbounded)),
            ("<", |below| Self(Bound::Unbounded, Bound::Excluded(below))),
            (">", |above| Self(Bound::Excluded(above), Bound::Unbounded)),
        ];
        for (sign, made) in kinds {
            if let Some(rest) = text.strip_prefix(sign) {
                return end(rest).map(made);
            }
        }
        // A dash in front is a sign.
        let dash = text.get(1..)?.find('-').map(|at| at + 1);
        let (least, most) = dash.map_or((text, text), |at| (&text[..at], &text[at + 1..]));
        Some(Self(
            Bound::Included(end(least)?),
            Bound::Included(end(most)?),
        ))
    }

    pub(super) fn holds(self, number: f64) -> bool {
        (self.0, self.1).contains(&number)
    }

    /// The least number of anything that can be counted.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is below zero counts as zero"
    )]
    pub(super) fn least(self) -> usize {
        match self.0 {
            Bound::Included(least) => least.ceil() as usize,
            Bound::Excluded(above) => (above.floor() + 1.0) as usize,
            Bound::Unbounded => 0,
        }
    }

    /// The largest one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is below zero counts as zero"
    )]
    pub(super) fn most(self) -> usize {
        match self.1 {
            Bound::Included(most) => most.floor() as usize,
            Bound::Excluded(below) => (below.ceil() - 1.0) as usize,
            Bound::Unbounded => usize::MAX,
        }
    }

    /// Whether a text or a list may be so long.
    #[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 elements")]
    pub(super) fn counts(self, number: usize) -> bool {
        self.holds(number as f64)
    }
}

fn end(text: &str) -> Option<f64> {
    let seconds = || text.parse::<SignedDuration>().ok();
    let number = text.parse().ok();
    number.or_else(|| seconds().map(|length| length.as_secs_f64()))
}
