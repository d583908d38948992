use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use logfog_model::Session;

use super::Key;

/// Documents and their versions: by session, by kind, by id. Session and kind are there as long as
/// something is defined in them.
#[derive(Debug, Default)]
pub(super) struct Definitions(HashMap<Session, Kinds>);

type Kinds = HashMap<&'static str, BTreeMap<String, (Bytes, u64)>>;

impl Definitions {
    pub(super) fn get(&self, key: &Key) -> Option<&(Bytes, u64)> {
        self.0.get(&key.session)?.get(key.kind)?.get(&key.id)
    }

    /// The version that is there; 0 for none.
    fn version(&self, key: &Key) -> u64 {
        self.get(key).map_or(0, |(_, version)| *version)
    }

    pub(super) fn define(&mut self, key: &Key, document: Bytes, expected: u64) -> Result<u64, u64> {
        let version = self.version(key);
        if version != expected {
            return Err(version);
        }
        let kinds = self.0.entry(key.session.clone()).or_default();
        let ids = kinds.entry(key.kind).or_default();
        ids.insert(key.id.clone(), (document, version + 1));
        Ok(version + 1)
    }

    pub(super) fn undefine(&mut self, key: &Key, expected: u64) -> Result<(), u64> {
        let version = self.version(key);
        if version != expected {
            return Err(version);
        }
        let Some(kinds) = self.0.get_mut(&key.session) else {
            return Ok(());
        };
        if let Some(ids) = kinds.get_mut(key.kind) {
            ids.remove(&key.id);
        }
        kinds.retain(|_, ids| !ids.is_empty());
        if kinds.is_empty() {
            self.0.remove(&key.session);
        }
        Ok(())
    }

    pub(super) fn list(&self, session: &Session, kind: &str) -> Vec<(String, Bytes, u64)> {
        let ids = self.0.get(session).and_then(|kinds| kinds.get(kind));
        let ids = ids.into_iter().flatten();
        ids.map(|(id, (document, version))| (id.clone(), document.clone(), *version))
            .collect()
    }

    pub(super) fn reset(&mut self, session: Option<&Session>) {
        match session {
            Some(session) => {
                self.0.remove(session);
            }
            None => self.0.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract::key;

    #[test]
    fn nothing_is_left_of_what_is_no_longer_defined() {
        let mut definitions = Definitions::default();
        let keys = [key("a", "acme.group", "g"), key("a", "acme.token", "t")];
        for key in &keys {
            assert_eq!(definitions.define(key, "1".into(), 0), Ok(1));
        }
        let [group, token] = &keys;
        assert_eq!(definitions.undefine(group, 1), Ok(()));
        let kinds = definitions.0.get(&group.session).map(HashMap::len);
        assert_eq!(kinds, Some(1));
        assert_eq!(definitions.undefine(token, 1), Ok(()));
        assert!(definitions.0.is_empty());
    }
}
