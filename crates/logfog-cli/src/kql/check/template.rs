//! JSON and Bicep, read as far as it takes to find strings and what is around them. Both are read
//! alike: what neither has a meaning for is stepped over.

use super::text::{self, Literal};

/// How deeply a file may be nested.
const DEEPEST: usize = 200;

/// A part of a file.
#[derive(Debug)]
pub(super) enum Node {
    Text(Literal),
    /// A name that stands for something, and where it is.
    Name(String, usize),
    /// Values with their names; those that have none, as a resource within a resource, with "".
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
    /// Something that is computed: what is in it.
    Other(Vec<Self>),
}

impl Node {
    /// What an object has under a name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(entries) = self else {
            return None;
        };
        let found = entries.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }

    /// A text that is known before anything is deployed.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(literal) if !literal.is_computed => Some(&literal.text),
            Self::Text(_) | Self::Name(..) | Self::Object(_) | Self::Array(_) | Self::Other(_) => {
                None
            }
        }
    }

    /// What it is made of.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Text(_) | Self::Name(..) => Vec::new(),
            Self::Object(entries) => entries.iter().map(|(_, node)| node).collect(),
            Self::Array(nodes) | Self::Other(nodes) => nodes.iter().collect(),
        }
    }
}

/// A file that has been read.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) root: Node,
    /// What `var` and `param` give names to.
    pub(super) names: Vec<(String, Node)>,
}

/// Why a file cannot be read, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) at: usize,
    pub(super) problem: &'static str,
}

#[derive(Clone, Debug)]
enum Token {
    Open(char),
    Close(char),
    Text(Literal),
    Word(String),
    /// A colon, a comma, a line end, or anything else.
    Mark(char),
}

/// Reads a file.
pub(super) fn read(file: &str) -> Result<Template, Unreadable> {
    let mut reader = Reader {
        tokens: tokens(file)?,
        here: 0,
        end: file.len(),
        depth: 0,
        names: Vec::new(),
    };
    let mut parts = Vec::new();
    let mut line: Vec<String> = Vec::new();
    while let Some((token, at)) = reader.peek() {
        match token {
            Token::Mark('\n') => {
                line.clear();
                reader.here += 1;
            }
            Token::Word(word) => {
                line.push(word);
                reader.here += 1;
            }
            Token::Mark('=') => {
                reader.here += 1;
                let node = reader.value()?;
                match &line[..] {
                    [what, name, ..] if what == "var" || what == "param" => {
                        reader.names.push((name.clone(), node));
                    }
                    _ => parts.push(node),
                }
            }
            Token::Open(_) => parts.push(reader.value()?),
            Token::Close(_) => {
                return Err(Unreadable {
                    at,
                    problem: "this closes nothing",
                });
            }
            Token::Text(_) | Token::Mark(_) => reader.here += 1,
        }
    }
    Ok(Template {
        root: Node::Other(parts),
        names: reader.names,
    })
}

fn tokens(file: &str) -> Result<Vec<(Token, usize)>, Unreadable> {
    let mut tokens = Vec::new();
    let mut here = 0;
    while let Some(c) = file[here..].chars().next() {
        let at = here;
        let rest = &file[here..];
        here += c.len_utf8();
        let token = match c {
            '"' | '\'' => {
                let (literal, behind) = text::read(file, at).ok_or(Unreadable {
                    at,
                    problem: "this string has no end, or an escape that there is not",
                })?;
                here = behind;
                Token::Text(literal)
            }
            '{' | '[' | '(' => Token::Open(c),
            '}' | ']' | ')' => Token::Close(c),
            '/' if rest.starts_with("//") => {
                here = at + rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").ok_or(Unreadable {
                    at,
                    problem: "this comment has no end",
                })?;
                here = at + end + 2;
                continue;
            }
            '\n' => Token::Mark(c),
            c if c.is_whitespace() => continue,
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                here = at + length;
                Token::Word(rest[..length].to_owned())
            }
            c => Token::Mark(c),
        };
        tokens.push((token, at));
    }
    Ok(tokens)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

struct Reader {
    tokens: Vec<(Token, usize)>,
    here: usize,
    end: usize,
    depth: usize,
    names: Vec<(String, Node)>,
}

impl Reader {
    fn peek(&self) -> Option<(Token, usize)> {
        self.tokens.get(self.here).cloned()
    }

    /// Whether a value ends here.
    fn at_end(&self) -> bool {
        match self.tokens.get(self.here) {
            None => true,
            Some((token, _)) => matches!(token, Token::Close(_) | Token::Mark(',' | '\n')),
        }
    }

    /// Reads what is behind a colon or an equals sign, or begins here.
    fn value(&mut self) -> Result<Node, Unreadable> {
        while let Some((Token::Mark('\n'), _)) = self.peek() {
            self.here += 1;
        }
        let node = match self.peek() {
            Some((Token::Open(bracket), at)) => {
                let node = self.bracketed(bracket, at)?;
                if bracket != '(' {
                    return Ok(node);
                }
                node
            }
            Some((Token::Text(literal), _)) => {
                self.here += 1;
                Node::Text(literal)
            }
            Some((Token::Word(word), at)) => {
                self.here += 1;
                Node::Name(word, at)
            }
            Some((Token::Close(_) | Token::Mark(_), _)) | None => Node::Other(Vec::new()),
        };
        if self.at_end() {
            return Ok(node);
        }
        let mut parts = vec![node];
        while !self.at_end() {
            match self.peek() {
                Some((Token::Open(bracket), at)) => parts.push(self.bracketed(bracket, at)?),
                _ => self.here += 1,
            }
        }
        Ok(Node::Other(parts))
    }

    /// Reads from a bracket to the one that closes it.
    fn bracketed(&mut self, bracket: char, at: usize) -> Result<Node, Unreadable> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unreadable {
                at,
                problem: "this is nested too deeply",
            });
        }
        self.here += 1;
        let closing = match bracket {
            '{' => '}',
            '[' => ']',
            _ => ')',
        };
        let mut entries = Vec::new();
        loop {
            match self.peek() {
                None => {
                    return Err(Unreadable {
                        at: at.min(self.end),
                        problem: "this is never closed",
                    });
                }
                Some((Token::Close(found), _)) if found == closing => break,
                Some((Token::Close(_), at)) => {
                    return Err(Unreadable {
                        at,
                        problem: "this closes something else than was opened last",
                    });
                }
                Some((Token::Mark(_), _)) => self.here += 1,
                Some((Token::Open(_), _)) => entries.push((String::new(), self.value()?)),
                Some((Token::Word(key), _)) => self.entry(key, bracket, &mut entries)?,
                Some((Token::Text(literal), _)) => {
                    self.entry(literal.text, bracket, &mut entries)?;
                }
            }
        }
        self.here += 1;
        self.depth -= 1;
        Ok(match bracket {
            '{' => Node::Object(entries),
            '[' => Node::Array(entries.into_iter().map(|(_, node)| node).collect()),
            _ => Node::Other(entries.into_iter().map(|(_, node)| node).collect()),
        })
    }

    /// Reads what begins with a word or a string: in an object its name and its value.
    fn entry(
        &mut self,
        key: String,
        bracket: char,
        entries: &mut Vec<(String, Node)>,
    ) -> Result<(), Unreadable> {
        if bracket != '{' {
            entries.push((String::new(), self.value()?));
            return Ok(());
        }
        self.here += 1;
        if let Some((Token::Mark(':'), _)) = self.peek() {
            self.here += 1;
            entries.push((key, self.value()?));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The node below these names.
    fn at<'n>(node: &'n Node, names: &[&str]) -> Option<&'n Node> {
        let Some((first, rest)) = names.split_first() else {
            return Some(node);
        };
        match node.get(first) {
            Some(found) => at(found, rest),
            None => node.parts().into_iter().find_map(|part| at(part, names)),
        }
    }

    fn text(file: &str, names: &[&str]) -> Option<String> {
        let template = read(file).expect("it can be read");
        at(&template.root, names)?.text().map(Into::into)
    }

    #[test]
    fn json_with_and_without_comments() {
        let file = "{ // of line\n \"a\" : /* b */\n { \"b\": [1, {\"c\": \"d\"}], \"e\": true } }";
        assert_eq!(text(file, &["a", "b", "c"]).as_deref(), Some("d"));
        assert_eq!(text(file, &["a", "e"]), None);
    }

    #[test]
    fn bicep() {
        let file = "param p string = 'P'\nvar v = 'V'\n\
            resource r 'type@2024' = if (x) {\n  name: v\n  properties: {\n    list: [\n\
            {\n a: 'one', b: 2 }\n      'two'\n    ]\n    each: [for i in is: {\n k: 'three' }]\n  }\n\
            resource inner 'type' = {\n    q: c ? 'x' : 'y'\n last: 'four' }\n}\n";
        assert_eq!(text(file, &["list", "a"]).as_deref(), Some("one"));
        assert_eq!(text(file, &["each", "k"]).as_deref(), Some("three"));
        assert_eq!(text(file, &["last"]).as_deref(), Some("four"));
        assert_eq!(text(file, &["q"]), None);
        let template = read(file).expect("it can be read");
        let names: Vec<_> = template
            .names
            .iter()
            .map(|(name, node)| (name.as_str(), node.text()))
            .collect();
        assert_eq!(names, [("p", Some("P")), ("v", Some("V"))]);
    }

    #[test]
    fn what_cannot_be_read() {
        for (file, at) in [
            ("{ \"a\": [1, 2 }", 13),
            ("{ \"a\": ", 0),
            ("}", 0),
            ("{ \"a\": \"b", 7),
            ("/* a", 0),
            (&"[".repeat(1000), DEEPEST),
        ] {
            assert_eq!(read(file).expect_err("unreadable").at, at, "{file}");
        }
    }
}
