use std::sync::Arc;

use logfog_model::{Fault, Session, VendorId, When};
use parking_lot::Mutex;

/// What to break, and when. The first plan that fits a request is carried out.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<(When, Fault)>>>);

impl Faults {
    /// Plans a fault.
    pub fn plan(&self, when: When, fault: Fault) {
        self.0.lock().push((when, fault));
    }

    /// Forgets the plans for one session, or all.
    pub fn clear(&self, session: Option<&Session>) {
        let ours = |when: &When| session.is_none_or(|wanted| when.session.as_ref() == Some(wanted));
        self.0.lock().retain(|(when, _)| !ours(when));
    }

    /// The fault that befalls such a request, if any; it counts as having happened.
    pub fn due(&self, vendor: VendorId, session: &Session) -> Option<Fault> {
        let mut plans = self.0.lock();
        let at = plans.iter().position(|(when, _)| {
            when.vendor.is_none_or(|wanted| wanted == vendor)
                && when.session.as_ref().is_none_or(|wanted| wanted == session)
        })?;
        let (when, fault) = &mut plans[at];
        let fault = *fault;
        if let Some(times) = &mut when.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                plans.remove(at);
            }
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACME: VendorId = VendorId::new("acme");

    #[test]
    fn a_fault_happens_as_often_as_planned() {
        let faults = Faults::default();
        let (here, there) = (Session::default(), "other".parse().expect("a name"));
        let when = When {
            vendor: Some(ACME),
            session: Some(here.clone()),
            times: Some(2),
        };
        faults.plan(when, Fault::Throttled);
        assert_eq!(faults.due(ACME, &there), None);
        assert_eq!(faults.due(VendorId::new("other"), &here), None);
        let seen: Vec<_> = (0..3).map(|_| faults.due(ACME, &here)).collect();
        assert_eq!(seen, [Some(Fault::Throttled), Some(Fault::Throttled), None]);
    }

    #[test]
    fn what_was_planned_first_happens_first() {
        let faults = Faults::default();
        let planned = [Fault::Throttled, Fault::Internal];
        for fault in planned {
            let when = When {
                vendor: None,
                session: None,
                times: Some(1),
            };
            faults.plan(when, fault);
        }
        let seen = planned.map(|_| faults.due(ACME, &Session::default()));
        assert_eq!(seen, planned.map(Some));
    }
}
