//! Lists, a page at a time. A page begins after the last thing of the one before, so that nothing
//! is shown twice or left out when something is made or removed in between.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use logfog_kit::Document as _;

use crate::{
    auth::Permission,
    call::Call,
    generated::yandex::cloud::operation::Operation,
    long_running::LongRunning,
    managed::{self, Managed},
    refusal::{Refusal, quoted},
    rules::Rule,
};

const DEFAULT_PAGE: usize = 100;
const LARGEST_PAGE: usize = 1000;

/// Which part of a list is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) page_size: i64,
    pub(crate) page_token: String,
    pub(crate) filter: String,
}

/// A page, and the token of the next one: empty when there is none.
pub(crate) type Page<T> = (Vec<T>, String);

/// Those of a folder, in the order of their ids.
pub(crate) fn of_folder<T: Managed>(
    call: &mut Call<'_>,
    folder: &str,
    asked: &Asked,
) -> Result<Page<T>, Refusal> {
    managed::folder(call, Permission::View, folder)?;
    let name = name(&asked.filter);
    if name.is_none() && !asked.filter.is_empty() {
        call.flawed(Rule::ListFilter, "filter", quoted(&asked.filter))?;
    }
    let all = T::all(call.documents()).into_iter();
    let wanted = all
        .filter(|it| it.folder_id() == folder && name.is_none_or(|name| it.name() == name))
        .map(|it| (it.id().to_owned(), it));
    page(call, T::KIND, asked, wanted.collect())
}

/// What was done with one, the newest first.
pub(crate) fn operations<T: Managed>(
    call: &mut Call<'_>,
    field: &str,
    id: &str,
    asked: &Asked,
) -> Result<Page<Operation>, Refusal> {
    let it: T = managed::find(call, Permission::View, field, id)?;
    if !asked.filter.is_empty() {
        call.flawed(Rule::ListFilter, "filter", quoted(&asked.filter))?;
    }
    let now = call.now();
    let all = call.documents().all::<LongRunning>().into_iter();
    let wanted = all
        .filter(|(_, operation)| operation.of == it.id())
        .map(|(_, operation)| {
            let newest_first = format!("{:020}", u64::MAX - operation.number);
            (newest_first, operation.message(now))
        });
    page(call, LongRunning::KIND, asked, wanted.collect())
}

/// The page that is asked for of things with keys, by which they are put in order.
pub(crate) fn page<T>(
    call: &mut Call<'_>,
    kind: &str,
    asked: &Asked,
    mut all: Vec<(String, T)>,
) -> Result<Page<T>, Refusal> {
    let size = size(call, asked.page_size)?;
    let after = after(kind, &asked.page_token);
    if after.is_none() && !asked.page_token.is_empty() {
        call.flawed(Rule::ListPageToken, "page_token", quoted(&asked.page_token))?;
    }
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    if let Some(after) = after {
        all.retain(|(key, _)| *key > after);
    }
    let more = all.len() > size;
    all.truncate(size);
    let next = match all.last() {
        Some((last, _)) if more => token(kind, last),
        Some(_) | None => String::new(),
    };
    Ok((all.into_iter().map(|(_, it)| it).collect(), next))
}

fn size(call: &mut Call<'_>, size: i64) -> Result<usize, Refusal> {
    let good = usize::try_from(size).ok();
    if good.is_none_or(|size| size > LARGEST_PAGE) {
        call.flawed(Rule::ListPageSize, "page_size", size.to_string())?;
    }
    Ok(match good {
        None | Some(0) => DEFAULT_PAGE,
        Some(size) => size.min(LARGEST_PAGE),
    })
}

/// At most 100 characters for an id of 63: it must come back as `page_token`.
fn token(kind: &str, last: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}/{last}", mark(kind)))
}

/// What the page before ended with.
fn after(kind: &str, token: &str) -> Option<String> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix(mark(kind))?
        .strip_prefix('/')
        .map(str::to_owned)
}

/// Tells the tokens of one kind of list from those of another.
fn mark(kind: &str) -> &str {
    let name = kind.strip_prefix("yandex.").unwrap_or(kind);
    name.get(..3).unwrap_or(name)
}

/// The name of a filter `name = "x"`, with or without blanks and quotes.
fn name(filter: &str) -> Option<&str> {
    let value = filter.trim().strip_prefix("name")?.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quoted = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    let bare = |text: &str| !text.contains(['"', '\'']);
    match quoted('"').or_else(|| quoted('\'')) {
        Some(name) => bare(name).then_some(name),
        None => (bare(value) && !value.is_empty() && !value.contains(char::is_whitespace))
            .then_some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::{after, name, token};

    #[test]
    fn a_filter_is_a_name() {
        let good = [
            "name=x",
            "name = x",
            "name=\"x\"",
            " name  =  \"x\" ",
            "name = 'x'",
        ];
        for filter in good {
            assert_eq!(name(filter), Some("x"), "{filter}");
        }
        assert_eq!(name("name = \"\""), Some(""));
        let bad = [
            "",
            "x",
            "name",
            "name=",
            "name:x",
            "names = x",
            "name = \"x",
            "name = x\"",
            "name = \"x\" AND name = \"y\"",
            "name = x y",
            "folder = x",
        ];
        for filter in bad {
            assert_eq!(name(filter), None, "{filter}");
        }
    }

    #[test]
    fn a_token_is_good_for_its_kind_of_list() {
        let id = "x".repeat(63);
        let token = token("yandex.log_group", &id);
        assert!(token.len() <= 100, "{}", token.len());
        assert_eq!(after("yandex.log_group", &token), Some(id));
        assert_eq!(after("yandex.sink", &token), None);
        assert_eq!(after("yandex.log_group", "nonsense"), None);
        assert_eq!(after("yandex.log_group", ""), None);
    }
}
