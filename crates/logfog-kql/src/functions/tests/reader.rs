//! Expressions as tests write them: calls, literals, subscripts and operators. It takes what is
//! right and knows little of what is wrong; the crate's parser is tested elsewhere.

use crate::{
    Type, Value,
    functions::{Argument, Context, find},
    operators::{Arithmetic, Comparison, Matcher, TextMatch, arithmetic, list, logic, path},
    value::{DateTime, Guid, TimeSpan, json},
};

/// A constant of a type.
#[derive(Clone, Debug)]
struct Typed {
    ty: Type,
    value: Value<'static>,
    type_name: Option<Type>,
}

impl Typed {
    fn new(ty: Type, value: Value<'static>) -> Self {
        assert!(value.fits(ty), "{value:?} is no {ty}");
        Self {
            ty,
            value,
            type_name: None,
        }
    }

    fn argument(&self, constant: bool) -> Argument {
        match self.type_name {
            Some(ty) => Argument::type_of(ty),
            None if constant => Argument::constant(self.ty, self.value.clone()),
            None => Argument::of(self.ty),
        }
    }
}

pub(super) fn evaluate(text: &str) -> Result<Value<'static>, String> {
    let mut reader = Reader { text, at: 0 };
    let typed = reader.or()?;
    reader.space();
    if reader.at < text.len() {
        return Err(format!("cannot read {}", &text[reader.at..]));
    }
    Ok(typed.value)
}

pub(super) fn context() -> Context {
    let now = DateTime::parse("2024-06-01T10:00:00Z").expect("it is a time");
    Context::new(now, 7)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

type Read = Result<Typed, String>;

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, wanted: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(wanted);
        let is_word = wanted.ends_with(|c: char| c.is_alphanumeric());
        let goes_on = self
            .rest()
            .get(wanted.len()..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        if found && !(is_word && goes_on) {
            self.at += wanted.len();
            return true;
        }
        false
    }

    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        if self.eat(wanted) {
            Ok(())
        } else {
            Err(format!("no {wanted} at {}", self.rest()))
        }
    }

    fn or(&mut self) -> Read {
        let mut left = self.and()?;
        while self.eat("or") {
            let right = self.and()?;
            left = Typed::new(Type::Bool, logic::or(&left.value, &right.value));
        }
        Ok(left)
    }

    fn and(&mut self) -> Read {
        let mut left = self.comparison()?;
        while self.eat("and") {
            let right = self.comparison()?;
            left = Typed::new(Type::Bool, logic::and(&left.value, &right.value));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Read {
        let left = self.sum()?;
        for (name, comparison) in [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ] {
            if self.eat(name) {
                let right = self.sum()?;
                let ty = comparison
                    .returns(left.ty, right.ty)
                    .ok_or("cannot be compared")?;
                return Ok(Typed::new(ty, comparison.apply(&left.value, &right.value)));
            }
        }
        if self.eat("between") {
            self.expect("(")?;
            let low = self.sum()?;
            self.expect("..")?;
            let high = self.sum()?;
            self.expect(")")?;
            let between =
                crate::operators::comparison::between(&left.value, &low.value, &high.value);
            return Ok(Typed::new(Type::Bool, between));
        }
        for (name, negated, case_sensitive) in [
            ("in~", false, false),
            ("!in~", true, false),
            ("in", false, true),
            ("!in", true, true),
        ] {
            if self.eat(name) {
                let members = list::Members::new(&self.list()?, case_sensitive);
                let found = members.contains(&left.value);
                return Ok(Typed::new(Type::Bool, Value::Bool(found != negated)));
            }
        }
        Ok(left)
    }

    fn list(&mut self) -> Result<Vec<Value<'static>>, String> {
        self.expect("(")?;
        Ok(self
            .arguments()?
            .into_iter()
            .map(|typed| typed.value)
            .collect())
    }

    /// Up to the closing parenthesis.
    fn arguments(&mut self) -> Result<Vec<Typed>, String> {
        let mut arguments = Vec::new();
        while !self.eat(")") {
            arguments.push(self.or()?);
            self.eat(",");
        }
        Ok(arguments)
    }

    fn sum(&mut self) -> Read {
        let mut left = self.product()?;
        loop {
            let operator = if self.eat("+") {
                Arithmetic::Add
            } else if self.eat("-") {
                Arithmetic::Subtract
            } else {
                return Ok(left);
            };
            left = calculated(operator, &left, &self.product()?)?;
        }
    }

    fn product(&mut self) -> Read {
        let mut left = self.text_match()?;
        loop {
            let operator = if self.eat("*") {
                Arithmetic::Multiply
            } else if self.eat("/") {
                Arithmetic::Divide
            } else if self.eat("%") {
                Arithmetic::Remainder
            } else {
                return Ok(left);
            };
            left = calculated(operator, &left, &self.text_match()?)?;
        }
    }

    fn text_match(&mut self) -> Read {
        let left = self.unary()?;
        let text = left.value.text().into_owned();
        for (name, any) in [("has_any", true), ("has_all", false)] {
            if self.eat(name) {
                let terms = list::terms(&list::flatten(&self.list()?));
                let found = if any {
                    list::has_any(&terms, &text)
                } else {
                    list::has_all(&terms, &text)
                };
                return Ok(Typed::new(Type::Bool, Value::Bool(found)));
            }
        }
        let names = [
            ("=~", TextMatch::Equals, false),
            ("matches regex", TextMatch::Regex, true),
            ("contains_cs", TextMatch::Contains, true),
            ("contains", TextMatch::Contains, false),
            ("startswith_cs", TextMatch::StartsWith, true),
            ("startswith", TextMatch::StartsWith, false),
            ("endswith_cs", TextMatch::EndsWith, true),
            ("endswith", TextMatch::EndsWith, false),
            ("hasprefix_cs", TextMatch::HasPrefix, true),
            ("hasprefix", TextMatch::HasPrefix, false),
            ("hassuffix_cs", TextMatch::HasSuffix, true),
            ("hassuffix", TextMatch::HasSuffix, false),
            ("has_cs", TextMatch::Has, true),
            ("has", TextMatch::Has, false),
        ];
        let before = self.at;
        let mut negated = self.eat("!~");
        let mut found = negated.then_some((TextMatch::Equals, false));
        if !negated {
            negated = self.eat("!");
            let name = names.iter().find(|(name, ..)| self.eat(name));
            found = name.map(|(_, how, case_sensitive)| (*how, *case_sensitive));
        }
        let Some((how, case_sensitive)) = found else {
            self.at = before;
            return Ok(left);
        };
        let right = self.unary()?;
        let matcher = Matcher::new(how, case_sensitive, &right.value.text())?;
        Ok(Typed::new(
            Type::Bool,
            Value::Bool(matcher.matches(&text) != negated),
        ))
    }

    fn unary(&mut self) -> Read {
        if self.eat("-") {
            let inner = self.unary()?;
            let ty = arithmetic::negation(inner.ty).ok_or("no number")?;
            return Ok(Typed::new(ty, arithmetic::negate(&inner.value)));
        }
        let mut value = self.primary()?;
        loop {
            if self.rest().starts_with('.') && !self.rest().starts_with("..") {
                self.at += 1;
                let name = self.word();
                value = Typed::new(Type::Dynamic, path::member(&value.value, name));
            } else if self.rest().starts_with('[') {
                self.at += 1;
                let subscript = self.or()?;
                self.expect("]")?;
                let found = path::subscript(&value.value, &subscript.value);
                value = Typed::new(Type::Dynamic, found);
            } else {
                return Ok(value);
            }
        }
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn primary(&mut self) -> Read {
        self.space();
        if self.eat("(") {
            let inner = self.or()?;
            self.expect(")")?;
            return Ok(inner);
        }
        let rest = self.rest();
        match rest.chars().next() {
            Some('@' | '"' | '\'') => self.string(),
            Some('0'..='9') => self.number(),
            _ => {
                let name = self.word();
                match name {
                    "true" => return Ok(Typed::new(Type::Bool, Value::Bool(true))),
                    "false" => return Ok(Typed::new(Type::Bool, Value::Bool(false))),
                    _ => {}
                }
                self.expect("(")?;
                if let Some(literal) = self.literal(name)? {
                    return Ok(literal);
                }
                let arguments = self.arguments()?;
                call(name, &arguments)
            }
        }
    }

    fn string(&mut self) -> Read {
        let mut text = String::new();
        while self.rest().starts_with(['@', '"', '\'']) {
            let verbatim = self.eat("@");
            let quote = self.rest().chars().next().ok_or("no quote")?;
            self.at += 1;
            loop {
                let c = self.rest().chars().next().ok_or("no end")?;
                self.at += c.len_utf8();
                if c == quote {
                    if !(verbatim && self.rest().starts_with(quote)) {
                        break;
                    }
                    self.at += 1;
                    text.push(quote);
                } else if c == '\\' && !verbatim {
                    let escaped = self.rest().chars().next().ok_or("no escape")?;
                    self.at += 1;
                    match escaped {
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        'r' => text.push('\r'),
                        'u' => {
                            let digits = self.rest().get(..4).ok_or("no digits")?;
                            let code = u32::from_str_radix(digits, 16).map_err(|_| "no digits")?;
                            text.push(char::from_u32(code).ok_or("no character")?);
                            self.at += 4;
                        }
                        other => text.push(other),
                    }
                } else {
                    text.push(c);
                }
            }
            self.space();
        }
        Ok(Typed::new(Type::String, Value::string(text)))
    }

    fn number(&mut self) -> Read {
        let rest = self.rest();
        let mut end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '.')
            .unwrap_or(rest.len());
        end = rest.find("..").unwrap_or(end).min(end);
        let text = &rest[..end];
        self.at += end;
        if let Some(digits) = text.strip_prefix("0x") {
            let value = i64::from_str_radix(digits, 16).map_err(|_| "no digits")?;
            return Ok(Typed::new(Type::Long, Value::Long(value)));
        }
        if let Ok(value) = text.parse() {
            return Ok(Typed::new(Type::Long, Value::Long(value)));
        }
        if let Ok(value) = text.parse() {
            return Ok(Typed::new(Type::Real, Value::Real(value)));
        }
        let span = TimeSpan::parse(text).ok_or(text)?;
        Ok(Typed::new(Type::TimeSpan, Value::TimeSpan(span)))
    }

    /// The inside of `type(…)`, where that is one.
    fn literal(&mut self, name: &str) -> Result<Option<Typed>, String> {
        let is_type_of = name == "typeof";
        let ty = if is_type_of {
            Some(Type::String)
        } else {
            Type::from_name(name)
        };
        let Some(ty) = ty else { return Ok(None) };
        let mut depth = 0;
        let end = self.rest().find(|c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth < 0
        });
        let inside = &self.rest()[..end.ok_or("no end")?];
        self.at += inside.len() + 1;
        let inside = inside.trim();
        if is_type_of {
            let type_name = Type::from_name(inside);
            return Ok(Some(Typed {
                ty,
                value: Value::EMPTY,
                type_name,
            }));
        }
        let plain = inside.trim_matches(['"', '\'']);
        let value = match ty {
            _ if inside == "null" => Some(Value::Null),
            Type::DateTime => DateTime::parse(plain).map(Value::DateTime),
            Type::TimeSpan => TimeSpan::parse(plain).map(Value::TimeSpan),
            Type::Guid => Guid::parse(plain).map(Value::Guid),
            Type::Dynamic => json::literal(inside).map(Value::into_owned),
            Type::Bool | Type::Int | Type::Long | Type::Real | Type::Decimal | Type::String => {
                Some(crate::functions::convert(
                    Value::string(inside.to_owned()),
                    ty,
                ))
            }
        };
        Ok(Some(Typed::new(ty, value.ok_or(inside)?)))
    }
}

fn calculated(operator: Arithmetic, left: &Typed, right: &Typed) -> Read {
    let ty = operator.returns(left.ty, right.ty);
    let ty = ty.ok_or_else(|| format!("{} {} {}", left.ty, operator.as_str(), right.ty))?;
    Ok(Typed::new(
        ty,
        operator.apply(ty, &left.value, &right.value),
    ))
}

/// Calls a function with constants, and again with the same values of a row: both have to agree.
fn call(name: &str, arguments: &[Typed]) -> Read {
    let function = find(name).ok_or_else(|| format!("no function {name}"))?;
    let run = |constant| {
        let bound = function.bind(
            &arguments
                .iter()
                .map(|one| one.argument(constant))
                .collect::<Vec<_>>(),
        );
        let bound = bound.map_err(|misfit| format!("{name} {misfit}"))?;
        let mut values: Vec<_> = arguments.iter().map(|one| one.value.clone()).collect();
        let value = bound.call(&context(), &mut values);
        Ok::<_, String>(Typed::new(bound.returns, value))
    };
    let prepared = run(true)?;
    if let Ok(of_row) = run(false) {
        assert_eq!(
            json::write(&prepared.value),
            json::write(&of_row.value),
            "{name}"
        );
    }
    Ok(prepared)
}
