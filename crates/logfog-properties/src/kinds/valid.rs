use std::cell::Cell;

use crate::{Kind, Property, Subject};

use super::{in_memory, same, send};

/// What the schema allows is accepted, and read back equal and in order.
pub(super) fn property(subject: &'static dyn Subject) -> Property {
    Property::new("valid", Kind::Valid, None, move |config| {
        let schemas = subject.schemas()?;
        let probe = in_memory(subject)?;
        // Payloads of one record say nothing of their order.
        let (all, batches) = (Cell::new(0), Cell::new(0));
        config.all(subject.valid(&schemas), |payload| {
            let sent = subject
                .sent(&probe, &payload)
                .ok_or("it cannot be written")?;
            let shown = send(&probe, &sent)?;
            same("rules broken", &Vec::new(), &shown.broken)?;
            let stored: Vec<_> = shown
                .stored
                .iter()
                .map(|entry| subject.record(entry))
                .collect();
            same("records", &subject.records(&payload), &stored)?;
            all.set(all.get() + 1);
            batches.set(batches.get() + u32::from(stored.len() > 1));
            match subject.shape(&schemas, &shown.answer) {
                None => Ok(()),
                Some(violation) => Err(violation),
            }
        })?;
        if batches.get() * 4 < all.get() {
            let (batches, all) = (batches.get(), all.get());
            return Err(format!(
                "only {batches} of {all} payloads had two records or more"
            ));
        }
        Ok(())
    })
}
