//! Conformance cases as files: parse them, send them, compare what comes back.
