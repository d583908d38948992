//! What a session has, by kind and id, as documents that calls can change.

use logfog_model::Session;
use serde::{Serialize, de::DeserializeOwned};

use crate::store::{Key, Store};

/// Something that is kept under an id of its own.
pub trait Document: Serialize + DeserializeOwned {
    /// What it is, vendor first: `yandex.log_group`.
    const KIND: &'static str;

    /// The bytes that it is kept as.
    fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts, numbers and maps with texts as keys")
    }
}

/// The documents of one session.
#[derive(Clone, Copy, Debug)]
pub struct Documents<'a> {
    store: &'a dyn Store,
    session: &'a Session,
}

impl<'a> Documents<'a> {
    /// Those that a session has.
    pub const fn new(store: &'a dyn Store, session: &'a Session) -> Self {
        Self { store, session }
    }

    /// The one of this id.
    pub fn get<T: Document>(&self, id: &str) -> Option<T> {
        self.read(&self.key::<T>(id)).map(|(document, _)| document)
    }

    /// All of a kind, in the order of their ids.
    pub fn all<T: Document>(&self) -> Vec<(String, T)> {
        let all = self.store.definitions(self.session, T::KIND).into_iter();
        all.filter_map(|(id, document, _)| Some((id, serde_json::from_slice(&document).ok()?)))
            .collect()
    }

    /// Keeps one under an id that is free. Whether it was.
    pub fn insert<T: Document>(&self, id: &str, document: &T) -> bool {
        let bytes = document.to_bytes().into();
        self.store.define(&self.key::<T>(id), bytes, 0).is_ok()
    }

    /// Keeps one, instead of what is there under its id.
    pub fn put<T: Document>(&self, id: &str, document: &T) {
        let (key, bytes) = (self.key::<T>(id), document.to_bytes());
        let mut expected = 0;
        while let Err(there) = self.store.define(&key, bytes.clone().into(), expected) {
            expected = there;
        }
    }

    /// Changes one. What it has become, `None` when there is none of this id.
    ///
    /// `change` is called again when another call was faster.
    pub fn change<T: Document>(&self, id: &str, change: impl Fn(&mut T)) -> Option<T> {
        let key = self.key::<T>(id);
        loop {
            let (mut document, version) = self.read::<T>(&key)?;
            change(&mut document);
            let bytes = document.to_bytes().into();
            if self.store.define(&key, bytes, version).is_ok() {
                return Some(document);
            }
        }
    }

    /// Removes one. What it was.
    pub fn remove<T: Document>(&self, id: &str) -> Option<T> {
        let key = self.key::<T>(id);
        loop {
            let (document, version) = self.read(&key)?;
            if self.store.undefine(&key, version).is_ok() {
                return Some(document);
            }
        }
    }

    /// Removes those of a kind whose ids `forget` wants gone.
    pub fn remove_all<T: Document>(&self, forget: impl Fn(&str) -> bool) {
        for (id, _, _) in self.store.definitions(self.session, T::KIND) {
            if forget(&id) {
                self.remove::<T>(&id);
            }
        }
    }

    fn read<T: Document>(&self, key: &Key) -> Option<(T, u64)> {
        let (document, version) = self.store.definition(key)?;
        Some((serde_json::from_slice(&document).ok()?, version))
    }

    fn key<T: Document>(&self, id: &str) -> Key {
        Key {
            session: self.session.clone(),
            kind: T::KIND,
            id: id.to_owned(),
        }
    }
}
