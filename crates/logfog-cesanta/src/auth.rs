//! Who sends a frame: an address, and a key if one is declared for its id.

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Method, header::AUTHORIZATION, request::Parts};
use logfog_kit::{BadSetting, Sessions, Settings, World};
use logfog_model::{Report, Session};
use percent_encoding::percent_decode_str;

use crate::{
    ID,
    check::Caller,
    desk::Desk,
    failure::Failure,
    frame::{self, Place},
    resources, routes,
    rules::Rule,
    states,
};

/// The well-known device, who may do everything.
pub(crate) const DEVICE: &str = "//api.cesanta.com/d/logfog";
/// Its pre-shared key.
pub(crate) const DEVICE_KEY: &str = "logfog-psk-0000000000000001";
/// A second one, who may do nothing.
pub(crate) const DENIED: &str = "//api.cesanta.com/d/logfog-denied";
/// Its pre-shared key.
pub(crate) const DENIED_KEY: &str = "logfog-psk-0000000000000002";

/// The ids that have a key in every session.
#[derive(Clone, Debug)]
pub(crate) struct Keys(BTreeMap<String, String>);

impl Keys {
    /// The well-known ones, and those of `ID=KEY` separated by blanks.
    pub(crate) fn new(declared: Option<&str>) -> Result<Self, BadSetting> {
        let known = [(DEVICE, DEVICE_KEY), (DENIED, DENIED_KEY)];
        let known = known.map(|(of, key)| (of.to_owned(), key.to_owned()));
        let mut keys = BTreeMap::from(known);
        for pair in declared.unwrap_or_default().split_whitespace() {
            match pair.split_once('=') {
                Some((of, key)) if !of.is_empty() && !key.is_empty() => {
                    keys.insert(id(of).into_owned(), key.to_owned());
                }
                _ => return Err(Settings::bad_value(ID, "keys", pair, "ID=KEY ID=KEY …")),
            }
        }
        Ok(Self(keys))
    }

    /// The key of an id that has one in every session.
    pub(crate) fn of(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// The ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The ID part of an address, percent-decoded: what entries belong to and keys are declared for.
pub(crate) fn id(address: &str) -> Cow<'_, str> {
    let path = match address.strip_prefix("//") {
        // Dots of a host name are no components.
        Some(rest) => rest.find('/').map(|slash| slash + 2),
        None => Some(0),
    };
    let whole = path.and_then(|path| {
        let segment = address[path..]
            .rfind('/')
            .map_or(path, |slash| path + slash + 1);
        let dot = address[segment..].find('.')? + segment;
        (dot > segment).then(|| &address[..dot])
    });
    let whole = whole.unwrap_or(address);
    if whole.contains('%') {
        percent_decode_str(whole).decode_utf8_lossy()
    } else {
        Cow::Borrowed(whole)
    }
}

/// Whether the sender is who it says, and may do anything at all. Returns whether it may touch the
/// entries of others even where each has only its own.
pub(crate) fn check(
    src: Option<&str>,
    key: Option<&str>,
    place: Place,
    desk: &Desk,
    world: &World,
    report: &mut Report<'_, Rule>,
) -> Result<bool, Failure> {
    let sender = src.map(id).unwrap_or_default();
    let at = place.member("key");
    let well_known = desk.config.keys.of(&sender);
    let own = match well_known {
        Some(_) => None,
        None => resources::own(&sender, &*desk.ctx.store, &world.session),
    };
    match well_known.or(own.as_ref().map(|device| &*device.key)) {
        Some(expected) if key != Some(expected) => {
            let got = if key.is_some() {
                "another key"
            } else {
                "no key"
            };
            if report.reject(
                Rule::Key,
                at,
                format_args!("{got} for {sender}").to_string(),
            ) {
                return Err(Failure::of(Rule::Key));
            }
        }
        None if desk.config.strict => {
            let got = format!("no key is declared for `{sender}`");
            if report.reject(Rule::Key, at, got) {
                return Err(Failure::of(Rule::Key));
            }
        }
        Some(_) | None => {}
    }
    let blocked = sender == DENIED || world.state(ID, &sender) == Some(states::ID_BLOCKED);
    if blocked && report.reject(Rule::Permission, place.sender(), &*sender) {
        return Err(Failure::of(Rule::Permission));
    }
    Ok(sender == DEVICE || own.is_some_and(|device| device.trusted))
}

/// Whether the sender may touch the entries of `owner`.
pub(crate) fn foreign(
    caller: &Caller<'_>,
    owner: &str,
    at: impl std::fmt::Display,
    report: &mut Report<'_, Rule>,
) -> Result<(), Failure> {
    let Caller {
        sender,
        trusted,
        config,
        ..
    } = caller;
    let granted = !config.strict || *trusted || *sender == owner;
    if !granted && report.reject(Rule::Foreign, at, format!("{sender} asks for {owner}")) {
        return Err(Failure::of(Rule::Foreign));
    }
    Ok(())
}

/// The id that a request says it is from, if it is one that has commands in it.
pub(crate) fn presented(head: &Parts, body: &[u8]) -> Option<String> {
    if head.method != Method::POST {
        return None;
    }
    if routes::FRAMES.contains(&head.uri.path()) {
        return sender(body);
    }
    let header = head.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (src, _) = basic(header)?;
    Some(id(&src).into_owned())
}

/// The session that was given the id which a frame says it is from.
pub(crate) fn session(sessions: &Sessions, frame: &[u8]) -> Option<Session> {
    if !sessions.has_credentials() {
        return None;
    }
    sessions.of_credential(ID, &sender(frame)?)
}

fn sender(frame: &[u8]) -> Option<String> {
    let src = frame::sender(frame)?;
    Some(id(&src).into_owned())
}

/// Address and key out of an `Authorization: Basic` header.
pub(crate) fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (src, key) = pair.split_once(':')?;
    Some((src.to_owned(), key.to_owned()))
}
