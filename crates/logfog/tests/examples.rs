//! The examples do what they say.

#[path = "../examples/axum.rs"]
mod axum_app;
#[path = "../examples/reqwest.rs"]
mod reqwest_shipper;
#[path = "../examples/tonic.rs"]
mod tonic_client;

#[test]
fn a_web_service_is_tested_with_its_own_client() {
    axum_app::main();
}

#[test]
fn a_shipper_is_throttled_and_tries_again() {
    reqwest_shipper::main();
}

#[test]
fn a_tonic_client_writes() {
    tonic_client::main();
}
