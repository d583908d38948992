//! The admin API of logfog.
