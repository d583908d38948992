use logfog_model::{Entry, Lens, View};

/// An entry's bytes are its message, kept as it was sent. All else is in its scope and time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept;

impl Lens for Kept {
    fn view(&self, entry: &Entry) -> View {
        View {
            body: String::from_utf8_lossy(&entry.draft.raw).into_owned(),
            attributes: Vec::new(),
        }
    }
}
