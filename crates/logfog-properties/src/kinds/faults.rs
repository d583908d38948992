use logfog_model::{Fault, Plan};
use proptest::sample::select;

use crate::{Kind, Property, Subject};

use super::{in_memory, outcome, same, send};

/// Every fault befalls as many requests as planned: its answer has the vendor's shape, and nothing is
/// stored.
pub(super) fn property(subject: &'static dyn Subject) -> Property {
    Property::new("faults", Kind::Faults, None, move |config| {
        let schemas = subject.schemas()?;
        let probe = in_memory(subject)?;
        let faults = (select(Fault::ALL.to_vec()), 1_u32..3);
        config.all(
            (subject.valid(&schemas), faults),
            |(payload, (fault, times))| {
                let sent = subject
                    .sent(&probe, &payload)
                    .ok_or("it cannot be written")?;
                // One that failed before has left its plan behind.
                probe.ctx().faults.clear(None);
                let planned = probe.ctx().faults.plan(Plan::new(fault).times(times));
                planned.map_err(|bad| bad.to_string())?;
                for _ in 0..times {
                    let shown = send(&probe, &sent)?;
                    same("stored in spite of a fault", &0, &shown.stored.len())?;
                    if let Some(violation) = subject.shape(&schemas, &shown.answer) {
                        let answer = shown.answer;
                        return Err(format!("{}: {violation}; of {answer:?}", fault.as_str()));
                    }
                }
                let after = send(&probe, &sent)?;
                same(
                    "after the fault",
                    &subject.records(&payload),
                    &outcome(subject, &after).2,
                )
            },
        )
    })
}
