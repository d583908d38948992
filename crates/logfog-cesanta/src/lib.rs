//! Cesanta Log over clubby, emulated.
