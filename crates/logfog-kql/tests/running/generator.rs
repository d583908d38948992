//! Expressions of every type, made of bytes: each byte is a decision.

use logfog_kql::{
    Type,
    functions::{Accepts, Function, Times, all},
};

/// The types, each with the columns `<type>0` and `<type>1`.
pub(crate) const TYPES: [Type; 10] = [
    Type::Bool,
    Type::Int,
    Type::Long,
    Type::Real,
    Type::Decimal,
    Type::DateTime,
    Type::TimeSpan,
    Type::Guid,
    Type::String,
    Type::Dynamic,
];

/// Makes expressions.
pub(crate) struct Generator<'b> {
    bytes: std::slice::Iter<'b, u8>,
    /// How many parts an expression may still get.
    left: usize,
}

impl<'b> Generator<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes: bytes.iter(),
            left: 60,
        }
    }

    /// A number below `count`; 0 when there are no more bytes.
    fn choose(&mut self, count: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % count
    }

    pub(crate) fn ty(&mut self) -> Type {
        TYPES[self.choose(TYPES.len())]
    }

    fn column(&mut self, ty: Type) -> String {
        format!("{ty}{}", self.choose(2))
    }

    /// An expression of a type.
    pub(crate) fn expr(&mut self, ty: Type) -> String {
        if self.left == 0 {
            return self.column(ty);
        }
        self.left -= 1;
        match self.choose(6) {
            0 | 1 => self.column(ty),
            2 => {
                let (condition, then, other) =
                    (self.expr(Type::Bool), self.expr(ty), self.expr(ty));
                format!("iff({condition}, {then}, {other})")
            }
            3 => {
                let (first, second) = (self.expr(ty), self.expr(ty));
                format!("coalesce({first}, {second})")
            }
            _ => self.special(ty),
        }
    }

    fn any(&mut self) -> String {
        let ty = self.ty();
        self.expr(ty)
    }

    fn two(&mut self, ty: Type) -> (String, String) {
        (self.expr(ty), self.expr(ty))
    }

    /// What only makes expressions of that type.
    fn special(&mut self, ty: Type) -> String {
        match ty {
            Type::Bool => self.predicate(),
            Type::Int => format!("toint({})", self.any()),
            Type::Long => {
                let op = ["+", "-", "*", "/", "%"][self.choose(5)];
                let kind = [Type::Int, Type::Long][self.choose(2)];
                let (a, b) = (self.expr(kind), self.expr(Type::Int));
                format!("({a} {op} {b})")
            }
            Type::Real => {
                let op = ["+", "-", "*", "/", "%"][self.choose(5)];
                let (a, b) = (self.expr(Type::Real), self.expr(Type::Long));
                format!("(-({a}) {op} {b})")
            }
            Type::Decimal => format!("todecimal({})", self.any()),
            Type::DateTime => {
                let op = ["+", "-"][self.choose(2)];
                let (a, b) = (self.expr(Type::DateTime), self.expr(Type::TimeSpan));
                format!("({a} {op} {b})")
            }
            Type::TimeSpan => {
                let (a, b) = self.two(Type::DateTime);
                format!("({a} - {b})")
            }
            Type::Guid => format!("toguid({})", self.any()),
            Type::String => match self.choose(3) {
                0 => format!("tostring({})", self.any()),
                1 => format!(
                    "substring({}, {})",
                    self.expr(Type::String),
                    self.expr(Type::Int)
                ),
                _ => format!("strcat({}, {})", self.any(), self.any()),
            },
            Type::Dynamic => match self.choose(5) {
                0 => format!("parse_json({})", self.expr(Type::String)),
                1 => format!("({}).a", self.expr(Type::Dynamic)),
                2 => format!(
                    "({})[{}]",
                    self.expr(Type::Dynamic),
                    self.column(Type::Long)
                ),
                3 => format!(
                    "({})[{}]",
                    self.expr(Type::Dynamic),
                    self.column(Type::String)
                ),
                _ => format!("pack_array({}, {})", self.any(), self.any()),
            },
        }
    }

    fn predicate(&mut self) -> String {
        let ty = self.ty();
        let (a, b) = self.two(ty);
        match self.choose(7) {
            0 if ty != Type::Dynamic => {
                let op = ["<", "<=", ">", ">="][self.choose(4)];
                format!("({a} {op} {b})")
            }
            1 => format!("isempty({a})"),
            2 => format!("({a} in ({b}, {}))", self.column(ty)),
            3 => {
                let (left, right) = (self.column(Type::String), self.column(Type::String));
                let ops = ["has", "contains_cs", "!startswith", "=~", "matches regex"];
                format!("({left} {} {right})", ops[self.choose(5)])
            }
            4 => format!(
                "(({}) and ({}))",
                self.expr(Type::Bool),
                self.expr(Type::Bool)
            ),
            5 => format!(
                "not(({}) or ({}))",
                self.expr(Type::Bool),
                self.expr(Type::Bool)
            ),
            _ => format!("({a} {} {b})", ["==", "!="][self.choose(2)]),
        }
    }

    /// A call of any function, with arguments that fit its parameters by their types.
    pub(crate) fn call(&mut self) -> String {
        let functions: Vec<&'static Function> = all().collect();
        let place = self.choose(256) * 256 + self.choose(256);
        let function = functions[place % functions.len()];
        let mut arguments = Vec::new();
        for parameter in function.parameters {
            let count = match parameter.times {
                Times::Once => 1,
                Times::Optional => self.choose(2),
                Times::Repeated => 1 + self.choose(3),
            };
            for _ in 0..count {
                arguments.push(self.accepted(parameter.accepts));
            }
        }
        format!("{}({})", function.name, arguments.join(", "))
    }

    fn accepted(&mut self, accepts: Accepts) -> String {
        let ty = match accepts {
            Accepts::Any => self.ty(),
            Accepts::Bool => Type::Bool,
            Accepts::Text => Type::String,
            Accepts::Whole => Type::Long,
            Accepts::Number => Type::Real,
            Accepts::Quantity | Accepts::DateTime => Type::DateTime,
            Accepts::TimeSpan => Type::TimeSpan,
            Accepts::Dynamic => Type::Dynamic,
            Accepts::TypeOf => return format!("typeof({})", self.ty()),
        };
        self.expr(ty)
    }
}
