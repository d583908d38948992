use logfog_conform::Over;
use logfog_kit::Settings;
use proptest::{prelude::*, sample::Index};

use crate::{Kind, Property, Subject, spelling::respelled};

use super::{in_memory, outcome, probe, same, send};

/// What must make no difference makes none.
pub(super) fn properties(subject: &'static dyn Subject) -> Vec<Property> {
    let mut all = vec![split(subject), wire(subject)];
    if subject.is_json() {
        all.push(spelling(subject));
    }
    let probe = in_memory(subject).ok();
    let gzip_is_known = probe.is_some_and(|probe| {
        let sent = subject.request(&probe, bytes::Bytes::new());
        subject.gzip(&sent).is_some()
    });
    if gzip_is_known {
        all.push(gzip(subject));
    }
    all
}

/// Compressed or not.
fn gzip(subject: &'static dyn Subject) -> Property {
    Property::new("gzip", Kind::Same, None, move |config| {
        let schemas = subject.schemas()?;
        let probe = in_memory(subject)?;
        config.all(subject.valid(&schemas), |payload| {
            let plain = subject
                .sent(&probe, &payload)
                .ok_or("it cannot be written")?;
            let zipped = subject.gzip(&plain).ok_or("it cannot be compressed")?;
            let plain = send(&probe, &plain)?;
            let zipped = send(&probe, &zipped)?;
            same(
                "compressed",
                &outcome(subject, &plain),
                &outcome(subject, &zipped),
            )
        })
    })
}

/// A batch, or its records one by one.
fn split(subject: &'static dyn Subject) -> Property {
    Property::new("split", Kind::Same, None, move |config| {
        let schemas = subject.schemas()?;
        let probe = in_memory(subject)?;
        config.all(subject.valid(&schemas), |payload| {
            let mut records = Vec::new();
            for part in subject.split(&payload) {
                let sent = subject.sent(&probe, &part).ok_or("it cannot be written")?;
                let shown = send(&probe, &sent)?;
                records.extend(outcome(subject, &shown).2);
            }
            let whole = subject
                .sent(&probe, &payload)
                .ok_or("it cannot be written")?;
            let whole = send(&probe, &whole)?;
            same("one by one", &outcome(subject, &whole).2, &records)
        })
    })
}

/// White space, escapes, the order of members.
fn spelling(subject: &'static dyn Subject) -> Property {
    Property::new("spelling", Kind::Same, None, move |config| {
        let schemas = subject.schemas()?;
        let probe = in_memory(subject)?;
        let how = prop::collection::vec(any::<Index>(), 1..40);
        config.all((subject.valid(&schemas), how), |(payload, how)| {
            let plain = subject
                .sent(&probe, &payload)
                .ok_or("it cannot be written")?;
            let plain = send(&probe, &plain)?;
            let other = subject.request(&probe, respelled(&payload, &how).into());
            let other = send(&probe, &other)?;
            same(
                "spelt otherwise",
                &outcome(subject, &plain),
                &outcome(subject, &other),
            )
        })
    })
}

/// HTTP/1.1 or HTTP/2, in TLS or not, or no connection at all.
fn wire(subject: &'static dyn Subject) -> Property {
    Property::new("wire", Kind::Same, None, move |config| {
        let schemas = subject.schemas()?;
        let memory = in_memory(subject)?;
        for over in subject.wires() {
            let served = probe(subject, &Settings::default(), *over)?;
            config.fewer(12).all(subject.valid(&schemas), |payload| {
                let [one, other] =
                    [(&memory, Over::Memory), (&served, *over)].map(|(probe, over)| {
                        let sent = subject
                            .sent(probe, &payload)
                            .ok_or("it cannot be written")?;
                        let sent = if over == Over::Memory {
                            sent.with("host", "127.0.0.1")
                        } else {
                            sent
                        };
                        send(probe, &sent)
                    });
                let (one, other) = (outcome(subject, &one?), outcome(subject, &other?));
                same(&format!("over {over:?}"), &one, &other)
            })?;
        }
        Ok(())
    })
}
