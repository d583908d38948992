//! Data collection rules: what can be sent, and into which tables it goes.

mod stored;

pub(crate) use stored::{
    DataCollectionRule, DataFlow, Declared, ImmutableId, LogAnalytics, StreamDeclaration,
};
