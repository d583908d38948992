//! Cloud.ru Evolution logging, emulated.
