use serde::Deserialize;

/// What was changed about a session.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Changed {
    /// The session; `None` for all, and those to come.
    pub session: Option<String>,
    /// What time it is there now, in RFC 3339.
    pub now: String,
}

/// What was reset.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Reset {
    /// The session; `None` for all.
    pub session: Option<String>,
    /// The parts of it.
    pub parts: Vec<String>,
}

/// What can be made to be the case with a vendor.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct StateList {
    /// Whose.
    pub vendor: String,
    /// All states.
    pub states: Vec<State>,
}

/// Something that can be the case.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct State {
    /// Its name.
    pub state: String,
    /// What is the case then.
    pub means: String,
}
