//! What the store knows: entries that are listed, followed and deleted.

use std::{
    cell::RefCell,
    collections::VecDeque,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use jiff::Timestamp;
use logfog_kit::{Ctx, World, store::Query};
use logfog_model::{Entry, Session};
use tokio::time::sleep;

use crate::check::{Delete, List};

/// The highest number among deleted entries: it was issued, although nothing has it any more.
#[derive(Debug, Default)]
pub(crate) struct Deleted(AtomicU64);

/// Whether `after` is the number of an entry of the source, or was one.
pub(crate) fn issued(ctx: &Ctx, session: &Session, list: &List, deleted: &Deleted) -> bool {
    let Some(number) = list.after else {
        return true;
    };
    // Of whatever source and session: numbers are common to all.
    let next = ctx.store.read(&Query {
        session: None,
        after: number.saturating_sub(1),
        limit: 1,
        filter: &|_| true,
    });
    match next.entries.first() {
        Some(entry) if entry.id == number => {
            let any_stream = List {
                stream: None,
                ..list.clone()
            };
            entry.batch.session == *session && any_stream.wants(entry)
        }
        // It has been deleted, or had to make room.
        Some(_) => true,
        None => number <= deleted.0.load(Ordering::Relaxed),
    }
}

/// The wanted entries, oldest first.
pub(crate) fn entries(ctx: &Ctx, session: &Session, list: &List) -> Vec<Entry> {
    let read = |after: u64, limit: usize| {
        let query = Query {
            session: Some(session),
            after,
            limit,
            filter: &|entry| list.wants(entry),
        };
        ctx.store.read(&query).entries
    };
    let after = list.after.unwrap_or_default();
    let Some(count) = list.last else {
        return read(after, list.limit);
    };
    // First only the numbers, so that the newest of many cost no more than the newest of few.
    let newest = RefCell::new(VecDeque::new());
    ctx.store.read(&Query {
        session: Some(session),
        after,
        limit: 1,
        filter: &|entry| {
            if list.wants(entry) {
                let mut newest = newest.borrow_mut();
                if newest.len() == count {
                    newest.pop_front();
                }
                newest.push_back(entry.id);
            }
            false
        },
    });
    match newest.into_inner().front() {
        None => Vec::new(),
        Some(first) => read(first - 1, list.limit.min(count)),
    }
}

/// Deletes entries.
pub(crate) fn delete(ctx: &Ctx, session: &Session, delete: &Delete, deleted: &Deleted) {
    ctx.store.forget(Some(session), &|entry| {
        let takes = delete.takes(entry);
        if takes {
            deleted.0.fetch_max(entry.id, Ordering::Relaxed);
        }
        takes
    });
}

/// Waits for the wanted entries, until `until` at most.
pub(crate) async fn follow(ctx: &Ctx, world: &World, list: &List, until: Timestamp) -> Vec<Entry> {
    let mut newest = ctx.store.newest();
    let mut moved = world.clock.moved();
    loop {
        newest.mark_unchanged();
        let found = entries(ctx, &world.session, list);
        let left = world.now().duration_until(until);
        let left = Duration::try_from(left).unwrap_or_default();
        if !found.is_empty() || left.is_zero() {
            return found;
        }
        tokio::select! {
            Ok(()) = newest.changed() => {}
            Ok(()) = moved.changed() => {}
            // A clock that stands still does not keep anybody waiting.
            () = sleep(left) => return entries(ctx, &world.session, list),
        }
    }
}
