//! `parse-kv`, whose properties stand behind its columns.

use super::{Parsed, Parser};
use crate::ast::{ParseKv, Property};

impl Parser<'_> {
    pub(super) fn parse_kv(&mut self) -> Parsed<ParseKv> {
        let value = self.expr()?;
        let height = self.height;
        self.expect("as")?;
        self.expect("(")?;
        let keys = self.list(Self::column_decl)?;
        self.expect(")")?;
        let mut properties = Vec::new();
        if self.eat("with") {
            self.expect("(")?;
            if !self.is(")") {
                properties = self.list(Self::kv_property)?;
            }
            self.expect(")")?;
        }
        self.height = height;
        Ok(ParseKv {
            value,
            keys,
            properties,
        })
    }

    fn kv_property(&mut self) -> Parsed<Property> {
        let name = self.name()?;
        self.expect("=")?;
        let value = self.literal()?;
        Ok(Property { name, value })
    }
}
