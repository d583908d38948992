//! The library as a test uses it: over real connections, with a client of its own.

mod expectations;
mod faked;
mod faults;
mod handles;
mod many;
mod mocked;
mod readme;
mod remote;
mod sessions;
mod ship;
