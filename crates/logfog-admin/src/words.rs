//! Schemas of what is written as text, but is not any text.

use logfog_model as model;
use model::Fate as F;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{Object, ObjectBuilder, OneOfBuilder, Schema, Type},
    },
};

/// Types that stand for a schema in the description of a member, and for nothing else.
macro_rules! schemas {
    ($( #[doc = $says:literal] $name:ident = $schema:expr; )+) => { $(
        #[doc = $says]
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                Schema::from($schema.description(Some($says.trim())).build()).into()
            }
        }

        impl ToSchema for $name {}
    )+ };
}

schemas! {
    /// What travels over the connection.
    Wire = one_of([model::Wire::Http, model::Wire::Grpc, model::Wire::WebSocket].map(model::Wire::as_str));
    /// What becomes of what breaks a rule.
    Fate = one_of([F::Refused, F::Rejected, F::Lost, F::Altered, F::Noted].map(F::as_str));
    /// How well a rule is known.
    Basis = one_of(model::Basis::ALL.map(model::Basis::as_str));
    /// Something that can be made to go wrong.
    Fault = one_of(model::Fault::ALL.map(model::Fault::as_str));
    /// When a connection is reset: before the body is read, or after.
    ResetTime = one_of(model::Reset::ALL.map(model::Reset::as_str));
    /// How much of an operation is served.
    Coverage = one_of(["whole", "partial", "missing"]);
    /// What the policy makes of a rule.
    Check = one_of(model::Check::ALL.map(model::Check::as_str));
    /// How an explanation is written.
    Format = one_of(["json", "text"]);
    /// A part of a session.
    Part = one_of(crate::reset::NAMES);
    /// Nothing, or a yes.
    Yes = one_of(["", "1", "true"]);
    /// Yes.
    True = one_bool(true);
    /// No.
    False = one_bool(false);
    /// Bytes off the wire: text, or base64 when they are none.
    Bytes = OneOfBuilder::new().item(text()).item(base64());
}

fn one_of<const N: usize>(words: [&'static str; N]) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
}

fn one_bool(value: bool) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .enum_values(Some([value]))
}

/// What may be written as a text, or as a number of this type.
pub(crate) fn text_or(number: Type, says: &str) -> RefOr<Schema> {
    let either = OneOfBuilder::new()
        .item(text())
        .item(Object::with_type(number));
    Schema::from(either.description(Some(says)).build()).into()
}

fn text() -> Object {
    Object::with_type(Type::String)
}

fn base64() -> ObjectBuilder {
    ObjectBuilder::new()
        .property("base64", text())
        .required("base64")
}
