//! `yandex.cloud.logging.v1.LogReadingService`

use jiff::Timestamp;
use logfog_model::Entry;
use prost::Message as _;

use crate::{
    auth::{self, Permission},
    call::Call,
    generated::yandex::cloud::logging::v1::{
        LogEntry, ReadRequest, ReadResponse, read_request::Selector,
    },
    groups,
    methods::Methods,
    rate,
    read::{self, OPEN, Page, Part, Section, Stored, Token, Wanted, next, previous},
    refusal::{Refusal, quoted},
    rules::Rule,
    states,
};

/// Entries of a page where nobody says how many. It is a choice: other services of the vendor have 100.
const PAGE_SIZE: usize = 100;
/// Bytes of a page where nobody says how many: 3.5 MiB, as read in a client.
const RESPONSE_SIZE: usize = 7 << 19;

pub(super) fn methods(methods: &mut Methods) {
    methods.unary("yandex.cloud.logging.v1.LogReadingService/Read", read);
}

fn read(call: &mut Call<'_>, request: ReadRequest) -> Result<ReadResponse, Refusal> {
    auth::permit_anywhere(call, Permission::Read)?;
    let mut token = selected(call, request)?;
    let criteria = token.criteria.clone();
    let id = &criteria.log_group_id;
    let group = groups::find(call.documents(), id);
    let group = group.ok_or_else(|| {
        let at = "/criteria/log_group_id";
        call.report.insist(Rule::LogGroup, at, quoted(id));
        groups::unknown(call, id)
    })?;
    auth::permit_on(call, Permission::Read, &group)?;
    limit(call)?;
    let wanted = Wanted::new(&criteria, group.cutoff(call.now())).map_err(|bad| {
        let text = bad.to_string();
        Refusal::fatal(
            &mut call.report,
            Rule::Filter,
            "/criteria/filter",
            &*text,
            &*text,
        )
    })?;
    let (store, session) = (&*call.ctx().store, call.received.session());
    let config = &call.served.config;
    let delay = Some(config.readable_after).filter(|delay| !delay.is_zero());
    let since = delay.map(|delay| call.now().saturating_sub(delay).unwrap_or(Timestamp::MIN));
    let newest = read::begin(store, session, &mut token.section, since);
    let most = positive(criteria.page_size).unwrap_or(PAGE_SIZE);
    let holds = |entry: &Entry| wanted.holds(entry);
    let mut page = read::page(
        store,
        session,
        token.section,
        token.part,
        newest,
        most,
        &holds,
    );
    let most = positive(criteria.max_response_size).unwrap_or(RESPONSE_SIZE);
    let entries = within(most, &mut page, token.part, call.profile().uuids);
    let backwards = config.read_until_backwards && criteria.until.is_some();
    // Read backwards, the first page is the last one: an empty one follows it.
    let endless = config.endless_pages || backwards;
    let seal = |token: Option<Token>| token.map_or_else(String::new, |token| token.seal(session));
    Ok(ReadResponse {
        log_group_id: group.id,
        next_page_token: seal(next(&token, &page, endless)),
        previous_page_token: seal(previous(&token, &page)),
        entries,
    })
}

/// Lets a call through that this second's quota has room for, where there is a quota.
fn limit(call: &mut Call<'_>) -> Result<(), Refusal> {
    let found = if states::read_quota_exceeded(call.world()) {
        "state read_quota_exceeded".to_owned()
    } else {
        match call.served.config.reads_per_second {
            Some(most) if !rate::take_read(call.documents(), most, call.now()) => {
                format!("one more than {most} in this second")
            }
            Some(_) | None => return Ok(()),
        }
    };
    call.refuse(Rule::ReadRate, "", &found, "")
}

/// Where to read.
fn selected(call: &mut Call<'_>, request: ReadRequest) -> Result<Token, Refusal> {
    let (rule, at, found) = match request.selector {
        Some(Selector::Criteria(criteria)) => {
            let backwards = call.served.config.read_until_backwards;
            return Ok(Token {
                part: if backwards && criteria.until.is_some() {
                    Part::Before(None)
                } else {
                    Part::Behind(None)
                },
                criteria,
                section: Section { after: 0, to: OPEN },
            });
        }
        Some(Selector::PageToken(text)) => match Token::open(&text, call.received.session()) {
            Some(token) => return Ok(token),
            None => (Rule::PageToken, "/page_token", "another text"),
        },
        None => (Rule::Selector, "", "neither"),
    };
    Err(Refusal::fatal(&mut call.report, rule, at, found, ""))
}

fn positive(number: i64) -> Option<usize> {
    usize::try_from(number).ok().filter(|number| *number > 0)
}

/// The page's entries as they are answered, as many as `most` bytes hold, but one at least. The page
/// loses the others, on the side that it was read to.
fn within(most: usize, page: &mut Page, part: Part, uuids: bool) -> Vec<LogEntry> {
    let backwards = matches!(part, Part::Before(_));
    let mut room = most;
    let mut messages = Vec::with_capacity(page.entries.len());
    let mut take = |entry: &Entry| {
        let message = message(entry, uuids)?;
        let size = message.encoded_len();
        // Tag and length take up to five bytes more.
        let fits = messages.is_empty() || room >= size + 5;
        room = room.saturating_sub(size + 5);
        if fits {
            messages.push(message);
        }
        fits.then_some(())
    };
    let all = page.entries.len();
    let taken = if backwards {
        let mut last = page.entries.iter().rev();
        last.by_ref().map_while(&mut take).count()
    } else {
        page.entries.iter().map_while(&mut take).count()
    };
    if taken < all {
        page.more = true;
    }
    if backwards {
        page.entries.drain(..all - taken);
        messages.reverse();
    } else {
        page.entries.truncate(taken);
    }
    messages
}

fn message(entry: &Entry, uuids: bool) -> Option<LogEntry> {
    let (exchange, id) = (entry.batch.exchange, entry.id);
    let uid = if uuids {
        let both = u128::from(exchange) << 64 | u128::from(id);
        uuid::Builder::from_random_bytes(both.to_be_bytes())
            .into_uuid()
            .to_string()
    } else {
        format!("26:{exchange}:{id}")
    };
    Some(Stored::new(entry)?.to_message(uid))
}
