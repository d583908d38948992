use serde::de::DeserializeOwned;

use super::{Refusal, Rule, call::Call, envelope::Common, refusal};

/// Reads the body of a request. What has no place in `T` is passed over, as the service does.
pub(super) fn read<T: DeserializeOwned>(call: &mut Call<'_>) -> Result<T, Refusal> {
    let bytes = &call.received.payload.bytes;
    // Members would also be read from an array, in their order.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        let problem = "an array where an object is expected";
        return Err(call.insist(Rule::Body, "", problem, refusal::body(problem)));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json);
    read.map_err(|error| {
        let path = error.path().to_string();
        let at = if path == "." {
            String::new()
        } else {
            format!("/{}", path.replace('.', "/"))
        };
        let problem = error.into_inner().to_string();
        call.insist(Rule::Body, &at, &problem, refusal::body(&problem))
    })
}

/// What all resources have in common, of the same body.
pub(super) fn common(call: &mut Call<'_>) -> Result<Common, Refusal> {
    read(call)
}
