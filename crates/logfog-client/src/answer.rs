use std::{fmt, ops::Deref};

use serde::de::DeserializeOwned;

use crate::{Error, connection::Reply};

/// What was answered: as a value, which this is used as, and as the text that came.
#[derive(Clone)]
pub struct Answer<T> {
    value: T,
    text: String,
}

impl<T> Answer<T> {
    /// The JSON text, to the byte.
    pub fn json(&self) -> &str {
        &self.text
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: DeserializeOwned> Answer<T> {
    pub(crate) fn read(reply: Reply) -> Result<Self, Error> {
        match serde_json::from_str(&reply.text) {
            Ok(value) => Ok(Self {
                value,
                text: reply.text,
            }),
            Err(error) => Err(reply.strange(&error.to_string())),
        }
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
