//! Asks a running instance: one GET over a plain connection.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use logfog_kit::serve::ADMIN;
use serde::Deserialize;

use crate::{cli::Options, failure::Failure, listeners::reachable};

const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(10);
/// No answer of the admin API that is asked for here comes near.
const CAP: u64 = 16 << 20;

/// The admin API of the instance that the options point at.
pub(crate) struct Instance(SocketAddr);

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// How the admin API says no.
#[derive(Deserialize)]
struct Problem {
    error: String,
    hint: String,
}

impl Instance {
    pub(crate) fn of(options: &Options) -> Result<Self, Failure> {
        if options.port == 0 {
            return Err(Failure::usage(
                "which instance? `--port 0` takes free ports: give the admin port of the one that \
                 runs, as its ready file says",
            ));
        }
        Ok(Self(SocketAddr::new(
            reachable(options.listen),
            options.port,
        )))
    }

    /// The body of a good answer; one clear line for all else.
    pub(crate) fn get(&self, path: &str) -> Result<String, Failure> {
        let answer = self.ask(path)?;
        match answer.status {
            200 => Ok(answer.body),
            404 if !answer.body.starts_with("{\"error\"") => Err(Failure::not_so(format_args!(
                "what answers at {} has no admin API: another program, or logfog with --no-admin",
                self.0
            ))),
            status => Err(match serde_json::from_str(&answer.body) {
                Ok(Problem { error, hint }) => Failure::not_so(format_args!("{error}. {hint}")),
                Err(_) => Failure::not_so(format_args!(
                    "{} answered {status}: {}",
                    self.0,
                    answer.body.trim_end()
                )),
            }),
        }
    }

    /// The answer to a GET, good or bad.
    pub(crate) fn ask(&self, path: &str) -> Result<Answer, Failure> {
        let Self(address) = self;
        let answer = TcpStream::connect_timeout(address, CONNECT).map_err(|error| {
            Failure::not_so(format_args!(
                "nothing answers at {address} ({error}): start logfog, or name its port with \
                 `--port N`"
            ))
        });
        let text = talk(answer?, *address, path).map_err(|error| {
            Failure::not_so(format_args!("the answer from {address} broke off: {error}"))
        })?;
        parse(&text)
            .ok_or_else(|| Failure::not_so(format_args!("what answers at {address} is not logfog")))
    }
}

fn talk(mut stream: TcpStream, address: SocketAddr, path: &str) -> std::io::Result<Vec<u8>> {
    stream.set_read_timeout(Some(ANSWER))?;
    stream.set_write_timeout(Some(ANSWER))?;
    // HTTP/1.0, so that the answer comes in one piece and ends with the connection.
    let request = format!("GET {ADMIN}{path} HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut text = Vec::new();
    stream.take(CAP).read_to_end(&mut text)?;
    Ok(text)
}

fn parse(text: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let length = name.eq_ignore_ascii_case("content-length");
        length.then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    let whole = length.is_none_or(|length| length == body.len());
    whole.then_some(Answer {
        status: status.parse().ok()?,
        body: body.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let answer = parse(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
        let expected = Answer {
            status: 200,
            body: "ok".into(),
        };
        assert_eq!(answer, Some(expected));
        assert_eq!(
            parse(b"HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nok"),
            None
        );
        assert_eq!(parse(b"SSH-2.0-x\r\n\r\n"), None);
        assert_eq!(parse(b"HTTP/1.1 \xff\r\n\r\n"), None);
    }
}
