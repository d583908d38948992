//! Emulators of five cloud log-ingestion APIs, for tests written in Rust.
