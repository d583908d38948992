//! Reading stored entries back, in pages that never miss or repeat one.
//!
//! Entries are in the order of their timestamps, and of their arrival where those are equal. But what
//! arrives while somebody reads may be older than what was read already. So whoever begins to read
//! sees the entries that there are at that moment, a [`Section`](page::Section), in order; once those
//! are through, the section of the entries that arrived meanwhile begins, and so on. Every entry is in
//! one section, and on one page of it.

mod page;
mod record;
mod token;
mod walk;
mod wanted;

#[cfg(test)]
mod tests;

pub(crate) use self::{
    page::{Page, Part, Place, Section, page},
    record::Stored,
    token::Token,
    walk::{OPEN, begin, next, previous},
    wanted::Wanted,
};
