//! Strings as templates write them.

/// How deeply strings may be put into strings.
const DEEPEST: usize = 32;

/// A string: what it says, and where each part of that is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) text: String,
    /// Where the opening quote is.
    pub(super) at: usize,
    /// Whether something is only put in when the template is deployed.
    pub(super) is_computed: bool,
    /// Places in the text, and the places in the file where they are written. Between two of them
    /// both advance alike.
    marks: Vec<(usize, usize)>,
}

impl Literal {
    fn at(at: usize) -> Self {
        Self {
            at,
            ..Self::default()
        }
    }

    /// A text that is a file from its start to its end.
    pub(super) fn whole(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// Where a byte of the text is written.
    pub(super) fn place(&self, byte: usize) -> usize {
        let after = self.marks.partition_point(|(text, _)| *text <= byte);
        match after.checked_sub(1).and_then(|mark| self.marks.get(mark)) {
            Some((text, file)) => file + (byte - text),
            None => self.at + byte,
        }
    }

    fn mark(&mut self, file: usize) {
        self.marks.push((self.text.len(), file));
    }
}

/// Reads the string at `at`, where a quote is, and gives it with the place behind it. None if it has
/// no end.
pub(super) fn read(file: &str, at: usize) -> Option<(Literal, usize)> {
    read_within(file, at, 0)
}

/// The same for a string that is within so many others.
fn read_within(file: &str, at: usize, depth: usize) -> Option<(Literal, usize)> {
    if file[at..].starts_with("'''") {
        return raw(file, at);
    }
    let quote = file[at..].chars().next()?;
    let mut literal = Literal::at(at);
    let mut here = at + quote.len_utf8();
    literal.mark(here);
    while let Some(c) = file[here..].chars().next() {
        match c {
            '\\' => {
                here = escape(file, here, &mut literal)?;
                literal.mark(here);
            }
            '$' if quote == '\'' && file[here..].starts_with("${") => {
                here = interpolated(file, here + 2, depth + 1)?;
                literal.is_computed = true;
            }
            c if c == quote => return Some((finished(literal, quote), here + 1)),
            // Templates may have raw line ends in JSON strings; Bicep may not.
            '\n' if quote == '\'' => return None,
            c => {
                literal.text.push(c);
                here += c.len_utf8();
            }
        }
    }
    None
}

/// In JSON a text in brackets is an expression; no transformation starts with one.
fn finished(mut literal: Literal, quote: char) -> Literal {
    if quote == '"' && literal.text.starts_with('[') && literal.text.ends_with(']') {
        literal.is_computed = true;
    }
    literal
}

/// Between three quotes everything is as it is written, but for a line end in front.
fn raw(file: &str, at: usize) -> Option<(Literal, usize)> {
    let mut start = at + 3;
    for line_end in ["\r\n", "\n"] {
        if file[start..].starts_with(line_end) {
            start += line_end.len();
            break;
        }
    }
    let mut end = start + file[start..].find("'''")?;
    // Of more than three quotes the last three end it.
    while file[end..].starts_with("''''") {
        end += 1;
    }
    let mut literal = Literal::at(at);
    literal.mark(start);
    literal.text.push_str(&file[start..end]);
    Some((literal, end + 3))
}

/// Reads what is behind a backslash, and gives the place behind it.
fn escape(file: &str, at: usize, literal: &mut Literal) -> Option<usize> {
    let c = file[at + 1..].chars().next()?;
    let behind = at + 1 + c.len_utf8();
    let said = match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return unicode(file, behind, literal),
        other => other,
    };
    literal.text.push(said);
    Some(behind)
}

/// `XXXX`, maybe with a second half behind it, or `{X}` as Bicep has it.
fn unicode(file: &str, at: usize, literal: &mut Literal) -> Option<usize> {
    if let Some(rest) = file[at..].strip_prefix('{') {
        let (digits, _) = rest.split_once('}')?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        literal.text.push(char::from_u32(code)?);
        return Some(at + digits.len() + 2);
    }
    let half = |at: usize| u16::from_str_radix(file.get(at..at + 4)?, 16).ok();
    let first = half(at)?;
    let mut behind = at + 4;
    let mut halves = vec![first];
    if (0xd800..0xdc00).contains(&first) && file[behind..].starts_with("\\u") {
        halves.extend(half(behind + 2));
        behind += 6;
    }
    literal.text += &String::from_utf16_lossy(&halves);
    Some(behind)
}

/// The place behind the brace that ends what is put in.
fn interpolated(file: &str, at: usize, depth: usize) -> Option<usize> {
    if depth > DEEPEST {
        return None;
    }
    let (mut open, mut here) = (1, at);
    while open > 0 {
        let c = file[here..].chars().next()?;
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            '\'' => {
                here = read_within(file, here, depth)?.1;
                continue;
            }
            '\n' => return None,
            _ => {}
        }
        here += c.len_utf8();
    }
    Some(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(file: &str) -> (String, bool) {
        let (literal, end) = read(file, 0).expect("a string");
        assert_eq!(end, file.len());
        (literal.text, literal.is_computed)
    }

    #[test]
    fn what_strings_say() {
        for (file, text, computed) in [
            (r#""a\"b\n\u00e9\ud83d\ude00""#, "a\"b\né😀", false),
            ("\"a\nb\"", "a\nb", false),
            ("\"[variables('kql')]\"", "[variables('kql')]", true),
            (r"'it\'s \${x} \u{1f600}'", "it's ${x} 😀", false),
            ("'a ${b.c} d'", "a  d", true),
            ("'${f('}', '${g}')}'", "", true),
            ("'''\n  a 'b' \\n\n'''", "  a 'b' \\n\n", false),
            ("'''a''''", "a'", false),
            ("''", "", false),
        ] {
            assert_eq!(says(file), (text.to_owned(), computed), "{file}");
        }
        let nested = "'${".repeat(100_000);
        for endless in [
            &nested, "\"a", "'a\n'", "'''a''", "'${a", r#""\u12"#, "\"\\",
        ] {
            assert_eq!(read(endless, 0), None, "{endless}");
        }
    }

    #[test]
    fn each_part_is_where_it_is_written() {
        let file = r#"  "a\n\u00e9bc""#;
        let (literal, _) = read(file, 2).expect("a string");
        for (byte, c) in literal.text.char_indices() {
            let written = &file[literal.place(byte)..];
            match c {
                '\n' => assert!(written.starts_with("\\n")),
                'é' => assert!(written.starts_with("\\u")),
                plain => assert!(written.starts_with(plain), "{written}"),
            }
        }
        assert_eq!(&file[literal.place(literal.text.len())..], "\"");
    }
}
