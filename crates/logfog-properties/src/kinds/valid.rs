use crate::{Kind, Property, Subject};

use super::{in_memory, same};

/// What the schema allows is accepted, and read back equal and in order.
pub(super) fn property(subject: &'static dyn Subject) -> Property {
    Property::new("valid", Kind::Valid, None, move |config| {
        let schemas = subject.schemas().map_err(|error| format!("{error:#}"))?;
        let probe = in_memory(subject)?;
        config.all(subject.valid(&schemas), |payload| {
            let sent = subject
                .sent(&probe, &payload)
                .ok_or("it cannot be written")?;
            let shown = probe.send(&sent).map_err(|error| format!("{error:#}"))?;
            same("rules broken", &Vec::new(), &shown.broken)?;
            let stored: Vec<_> = shown
                .stored
                .iter()
                .map(|entry| subject.record(entry))
                .collect();
            same("records", &subject.records(&payload), &stored)?;
            match subject.shape(&schemas, &shown.answer) {
                None => Ok(()),
                Some(violation) => Err(violation),
            }
        })
    })
}
