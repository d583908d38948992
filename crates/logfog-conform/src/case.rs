use std::{fs, path::Path};

use jiff::Timestamp;
use logfog_model::{Basis, Fault};

/// One file of `fixtures/`, parsed.
///
/// ```http
/// # doc: Page title, section (read 2026-11)
/// # basis: documented
/// # profile: seed
/// # set: state=disabled
/// # check: acme.ingest.size=warn
/// # clock: 2022-01-17T23:00:00Z
/// # rules: acme.ingest.size
/// # near: acme.ingest.count
/// # stored: 0
/// # fault: throttled
/// # state: throttled of 7
/// # declare: {"tokens":[{"token":"t"}]}
/// # local: it counts milliseconds
/// POST /logs?a=b
/// Authorization: {{credentials.token}}
///
/// [{"text":"{{repeat:x:100}}"}]
///
/// HTTP/1.1 413
/// Content-Type: application/json
/// !Retry-After
///
/// {"error":{"code":413,"message":"{{any}}"}}
/// ### another step
/// GET /logs
/// ```
///
/// - `rules` is the exact set of rules that the case breaks, `-` for none; `near` those that it only
///   just satisfies. Every other directive is optional; the clock is fixed. `fault` befalls the first
///   request, or that of a session: `throttled in NAME`. `state` is the case from
///   the start, with the resource named after `of` or with all. What is declared is there besides the
///   well-known resources, whatever the session. `local` says why a case cannot be sent to the cloud.
/// - An expected body is compared as a subset of JSON, `"{{any}}"` standing for anything; after a `=`
///   byte for byte, so that a lone `=` is an empty body; without any text it is not compared.
/// - A body may start with `<gzip>`, `<gzip2>`, `<hex>` or `<file> NAME`.
/// - `GRPC package.Service/Method` sends its JSON body as a message; `GRPC OK` expects one back, any
///   other status its message and details. A header `:gzip: true` compresses the message.
/// - `WS /path` opens a WebSocket; `> text` sends a frame, `< json` expects one, `<none` silence,
///   `<close 1009` a close.
/// - Placeholders: `{{credentials.NAME}}`, `{{denied.NAME}}`, `{{defaults.NAME}}`, `{{http}}`,
///   `{{https}}`, `{{authority}}`, `{{now}}`, `{{now-25h}}`, `{{now_ms}}`, `{{now_s}}`,
///   `{{repeat:TEXT:N}}`, `{{1:/pointer}}` into the answer of step 1, `{{1#header}}`.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file's name without `.http`.
    pub name: String,
    /// The operation: the name of its folder.
    pub operation: String,
    /// Page and section that promise this, and when they were read.
    pub doc: String,
    /// How well it is known.
    pub basis: Basis,
    /// The vendor's profile, or its default.
    pub profile: Option<String>,
    /// The vendor's settings.
    pub set: Vec<(String, String)>,
    /// Rules that are not enforced.
    pub checks: Vec<String>,
    /// What time it is.
    pub clock: String,
    /// The rules that are broken: these and no others.
    pub rules: Vec<String>,
    /// The rules that are only just satisfied.
    pub near: Vec<String>,
    /// How many records are stored in the end.
    pub stored: Option<usize>,
    /// What befalls its first request, of a session or of all.
    pub fault: Option<(Fault, Option<String>)>,
    /// What is the case, and with which resource; with all when `None`.
    pub states: Vec<(String, Option<String>)>,
    /// What there is besides the well-known resources.
    pub declared: Vec<serde_json::Value>,
    /// Why it can be sent to an emulator of this workspace only.
    pub local: Option<String>,
    /// What is sent, and what must come back.
    pub steps: Vec<Step>,
}

/// A request and the answer to it.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is sent.
    pub request: Request,
    /// What must come back.
    pub expected: Expected,
}

/// What is sent.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `POST`, `GET` …, `GRPC` or `WS`.
    pub method: String,
    /// Path and query, or service and method.
    pub target: String,
    /// In order.
    pub headers: Vec<(String, String)>,
    /// Body as it stands in the file, or the lines of a WebSocket.
    pub body: String,
}

/// What must come back.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// `204`, or `INVALID_ARGUMENT`; empty when not compared.
    pub status: String,
    /// `None`: must be absent.
    pub headers: Vec<(String, Option<String>)>,
    /// Empty: not compared.
    pub body: String,
}

/// A file that is not a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct BadCase {
    file: String,
    line: usize,
    problem: String,
}

/// What time it is to cases that say nothing else, and to probes: 2026-11-01T12:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_793_534_400, 0);

impl Case {
    /// Reads a file.
    pub fn open(path: &Path) -> Result<Self, BadCase> {
        let bad = |line, problem: String| BadCase {
            file: path.display().to_string(),
            line,
            problem,
        };
        let text = fs::read_to_string(path).map_err(|error| bad(0, error.to_string()))?;
        let named = |path: Option<&std::ffi::OsStr>| {
            path.map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let operation = named(path.parent().and_then(Path::file_name));
        let mut case = Self::parse(&text).map_err(|(line, problem)| bad(line, problem))?;
        case.name = named(path.file_stem());
        case.operation = operation;
        Ok(case)
    }

    /// When the page was read: a month or a day, as `doc` says at its end.
    pub fn read(&self) -> Option<&str> {
        let (_, date) = self.doc.rsplit_once("(read ")?;
        date.strip_suffix(')')
    }

    pub(crate) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut case = Self {
            name: String::new(),
            operation: String::new(),
            doc: String::new(),
            basis: Basis::Chosen,
            profile: None,
            set: Vec::new(),
            checks: Vec::new(),
            clock: NOW.to_string(),
            rules: Vec::new(),
            near: Vec::new(),
            stored: None,
            fault: None,
            states: Vec::new(),
            declared: Vec::new(),
            local: None,
            steps: Vec::new(),
        };
        let (mut doc, mut basis, mut rules) = (false, false, false);
        let lines: Vec<&str> = text.lines().collect();
        let mut at = 0;
        while let Some(line) = lines.get(at).and_then(|line| line.strip_prefix('#')) {
            at += 1;
            if line.starts_with("##") {
                continue;
            }
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.trim() {
                "doc" => (case.doc, doc) = (value.into(), true),
                "basis" => {
                    let known = Basis::ALL.into_iter().find(|basis| basis.as_str() == value);
                    case.basis = known.ok_or_else(|| (at, format!("`{value}` is no basis")))?;
                    basis = true;
                }
                "profile" => case.profile = Some(value.into()),
                "set" => {
                    let pair = value.split_once('=');
                    let (key, value) = pair.ok_or_else(|| (at, "set: KEY=VALUE".to_owned()))?;
                    case.set.push((key.into(), value.into()));
                }
                "check" => case.checks.push(value.into()),
                "clock" => case.clock = value.into(),
                "rules" => (case.rules, rules) = (list(value), true),
                "near" => case.near = list(value),
                "fault" => {
                    let (name, session) = match value.split_once(" in ") {
                        Some((name, session)) => (name, Some(session.to_owned())),
                        None => (value, None),
                    };
                    let known = Fault::ALL.into_iter().find(|fault| fault.as_str() == name);
                    let fault = known.ok_or_else(|| (at, format!("`{name}` is no fault")))?;
                    case.fault = Some((fault, session));
                }
                "state" => {
                    let (name, of) = match value.split_once(" of ") {
                        Some((name, of)) => (name, Some(of.to_owned())),
                        None => (value, None),
                    };
                    case.states.push((name.into(), of));
                }
                "declare" => {
                    let declared = serde_json::from_str(value);
                    let bad = |error| (at, format!("declare: {error}"));
                    case.declared.push(declared.map_err(bad)?);
                }
                "local" => case.local = Some(value.into()),
                "stored" => {
                    let number = value.parse();
                    case.stored = Some(number.map_err(|_| (at, format!("stored: `{value}`")))?);
                }
                _ => return Err((at, format!("unknown directive `{}`", key.trim()))),
            }
        }
        for (there, name) in [(doc, "doc"), (basis, "basis"), (rules, "rules")] {
            if !there {
                return Err((1, format!("`# {name}:` is missing")));
            }
        }
        while at < lines.len() {
            let length = lines[at..].iter().position(|line| line.starts_with("###"));
            let end = length.map_or(lines.len(), |length| at + length);
            case.steps
                .push(step(&lines[at..end]).map_err(|(line, text)| (at + line, text))?);
            at = end + 1;
        }
        if case.steps.is_empty() {
            return Err((lines.len(), "there is no request".into()));
        }
        Ok(case)
    }
}

fn list(value: &str) -> Vec<String> {
    let names = value
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "-");
    names.map(str::to_owned).collect()
}

/// One request and what is expected of it; errors count lines from 1.
fn step(lines: &[&str]) -> Result<Step, (usize, String)> {
    let skip = lines
        .iter()
        .position(|line| !line.trim().is_empty())
        .unwrap_or(0);
    let first = lines.get(skip).copied().unwrap_or_default();
    let Some((method, target)) = first.split_once(' ') else {
        return Err((skip + 1, format!("`{first}` is not METHOD TARGET")));
    };
    let (headers, at) = headers(lines, skip + 1)?;
    let headers = headers.into_iter().map(|(name, value)| match value {
        Some(value) => Ok((name, value)),
        None => Err((skip + 1, format!("`!{name}` belongs to an answer"))),
    });
    let headers = headers.collect::<Result<_, _>>()?;
    let web_socket = method == "WS";
    let answer = |line: &&str| line.starts_with("HTTP/1.1 ") || line.starts_with("GRPC ");
    let answer = lines[at..]
        .iter()
        .position(answer)
        .map(|length| at + length);
    let (body, mut expected) = match answer {
        None if web_socket => (trimmed(&lines[at..]), Expected::default()),
        None => return Err((lines.len(), "there is no answer: `HTTP/1.1 STATUS`".into())),
        Some(answer) => {
            let status = lines[answer].split_whitespace().nth(1).unwrap_or_default();
            let (headers, body) = self::headers(lines, answer + 1)?;
            let expected = Expected {
                status: status.into(),
                headers,
                body: trimmed(&lines[body..]),
            };
            (without_last(&lines[at..answer]), expected)
        }
    };
    let body = if web_socket {
        // The frames follow the expected handshake, if that is there at all.
        [body, std::mem::take(&mut expected.body)].concat()
    } else {
        body
    };
    let request = Request {
        method: method.into(),
        target: target.trim().into(),
        headers,
        body,
    };
    Ok(Step { request, expected })
}

type Headers = Vec<(String, Option<String>)>;

/// Header lines up to an empty line or a WebSocket's first frame, and where the rest starts.
fn headers(lines: &[&str], mut at: usize) -> Result<(Headers, usize), (usize, String)> {
    let mut headers = Vec::new();
    while let Some(line) = lines.get(at).filter(|line| !line.trim().is_empty()) {
        if line.starts_with("> ") || line.starts_with('<') || line.starts_with("HTTP/1.1 ") {
            return Ok((headers, at));
        }
        if let Some(name) = line.strip_prefix('!') {
            headers.push((name.trim().to_owned(), None));
        } else {
            // `:gzip: true` has a colon of its own.
            let colon = line
                .char_indices()
                .skip(1)
                .find(|(_, letter)| *letter == ':');
            let (colon, _) = colon.ok_or_else(|| (at + 1, format!("`{line}` is no header")))?;
            let (name, value) = (line[..colon].trim(), line[colon + 1..].trim());
            headers.push((name.to_owned(), Some(value.to_owned())));
        }
        at += 1;
    }
    Ok((headers, (at + 1).min(lines.len())))
}

/// The text without the one empty line that sets it off: further ones belong to it.
fn without_last(lines: &[&str]) -> String {
    let end = match lines {
        [before @ .., ""] => before.len(),
        _ => lines.len(),
    };
    lines[..end].join("\n")
}

/// The text without empty lines at its end.
fn trimmed(lines: &[&str]) -> String {
    let end = lines
        .iter()
        .rposition(|line| !line.trim().is_empty())
        .map_or(0, |last| last + 1);
    lines[..end].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_STEPS: &str = "# doc: Page (read 2026-11)\n# basis: documented\n# rules: a.b, a.c\n\
        # set: state=on\n# state: full of x\n# declare: {\"a\":1}\nPOST /x?y\nA: b: c\n:gzip: true\n\n{\"a\":\n\n1}\n\nHTTP/1.1 204\n!B\nC: d\n\n=\n\
        ### next\nWS /\n\n> one\n< {}\n<none\n";

    #[test]
    fn everything_is_found() {
        let case = Case::parse(TWO_STEPS).expect("a case");
        assert_eq!(case.rules, ["a.b", "a.c"]);
        assert_eq!(case.set, [("state".to_owned(), "on".to_owned())]);
        let states = [("full".to_owned(), Some("x".to_owned()))];
        assert_eq!(case.states, states);
        assert_eq!(case.declared, [serde_json::json!({"a": 1})]);
        let Step { request, expected } = &case.steps[0];
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/x?y")
        );
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        assert_eq!(headers, ["A=b: c", ":gzip=true"]);
        assert_eq!(request.body, "{\"a\":\n\n1}");
        assert_eq!(
            (expected.status.as_str(), expected.body.as_str()),
            ("204", "=")
        );
        assert_eq!(expected.headers[0], ("B".to_owned(), None));
        assert_eq!(case.steps[1].request.body, "> one\n< {}\n<none");
    }

    #[test]
    fn a_newline_at_the_end_of_a_body_is_sent() {
        let text = TWO_STEPS.replace("1}\n\nHTTP", "1}\n\n\nHTTP");
        let case = Case::parse(&text).expect("a case");
        assert!(case.steps[0].request.body.ends_with("1}\n"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let wrong = |text: &str| Case::parse(text).expect_err("no case");
        assert_eq!(wrong("POST /\n").1, "`# doc:` is missing");
        assert!(
            wrong(&TWO_STEPS.replace("HTTP/1.1 204", ""))
                .1
                .contains("no answer")
        );
        let (line, problem) = wrong(&TWO_STEPS.replace("A: b: c", "nonsense"));
        assert_eq!((line, problem.as_str()), (8, "`nonsense` is no header"));
        assert_eq!(wrong(&TWO_STEPS.replace("documented", "rumour")).0, 2);
        assert!(
            wrong(&TWO_STEPS.replace("# set", "# sett"))
                .1
                .contains("sett")
        );
    }
}
