use logfog_conform::Sent;
use proptest::{
    prelude::*,
    sample::{Index, select},
};

use crate::{Kind, Property, Subject};

use super::{in_memory, send};

/// Whatever comes, the answer has the vendor's shape, and nothing panics.
pub(super) fn property(subject: &'static dyn Subject) -> Property {
    Property::new("bytes", Kind::Bytes, None, move |config| {
        let schemas = subject.schemas()?;
        let probe = in_memory(subject)?;
        let base = subject.request(&probe, bytes::Bytes::new());
        let noise = prop::collection::vec(any::<u8>(), 0..200);
        let spliced = (
            subject.valid(&schemas),
            any::<(Index, Index)>(),
            noise.clone(),
        );
        let spliced = spliced.prop_map(move |(payload, (from, to), noise)| {
            let mut body = subject.encode(&payload).unwrap_or_default().to_vec();
            let mut cut = [from.index(body.len() + 1), to.index(body.len() + 1)];
            cut.sort_unstable();
            body.splice(cut[0]..cut[1], noise.into_iter().take(6));
            body
        });
        let bodies = prop_oneof![noise, spliced.boxed()];
        config.all((bodies, heads(&base)), |(body, head)| {
            let sent = Sent {
                body: body.into(),
                ..head
            };
            let shown = send(&probe, &sent)?;
            // The schemas describe no answer to HEAD, which is one to GET without its body.
            let wrong = if sent.method == "HEAD" {
                (!shown.answer.body.is_empty()).then(|| "HEAD is answered with a body".to_owned())
            } else {
                subject.shape(&schemas, &shown.answer)
            };
            match wrong {
                None => Ok(()),
                Some(violation) => Err(format!("{violation}; of {:?}", shown.answer)),
            }
        })
    })
}

/// The usual request line and headers, and now and then something else in one place.
fn heads(base: &Sent) -> BoxedStrategy<Sent> {
    let methods = select(vec![
        "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "LOGS",
    ]);
    let (method, target, header, less) = (base.clone(), base.clone(), base.clone(), base.clone());
    let names: Vec<String> = base.headers.iter().map(|(name, _)| name.clone()).collect();
    let values = "[ -~]{0,40}";
    prop_oneof![
        6 => Just(base.clone()),
        1 => methods.prop_map(move |name| Sent { method: name.into(), ..method.clone() }),
        1 => "(/[a-z0-9.%_-]{0,8}){0,4}(\\?[a-z=&%-]{0,12})?".prop_map(move |path| Sent {
            target: format!("/{}", path.trim_start_matches('/')),
            ..target.clone()
        }),
        2 => (select(names.clone()), values)
            .prop_map(move |(name, value)| header.clone().with(&name, value)),
        1 => select(names).prop_map(move |name| less.clone().without(&name)),
    ]
    .boxed()
}
