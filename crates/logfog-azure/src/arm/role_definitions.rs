//! Role definitions: the built-in ones.

use serde::Serialize;

use super::{
    Refusal, Rule,
    built_in_roles::{self, Role},
    call::{Call, Reply},
    filter::{self, Term},
    kinds::Kind,
    pages, refusal,
    routes::Verb,
};

const BUILT_IN: &str = "BuiltInRole";
/// When they were made is not emulated: all on one day.
const MADE_ON: &str = "2015-02-02T21:55:09.8806423Z";

#[derive(Debug, Serialize)]
struct View {
    properties: Properties,
    id: String,
    r#type: String,
    name: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    role_name: &'static str,
    r#type: &'static str,
    description: &'static str,
    assignable_scopes: [&'static str; 1],
    permissions: [Permission; 1],
    created_on: &'static str,
    updated_on: &'static str,
    created_by: Option<&'static str>,
    updated_by: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    actions: &'static [&'static str],
    not_actions: &'static [&'static str],
    data_actions: &'static [&'static str],
    not_data_actions: &'static [&'static str],
}

/// The id of a role as seen from a scope: that of the scope's subscription.
pub(super) fn id(scope: &str, role: &str) -> String {
    let parts: Vec<_> = scope.trim_start_matches('/').split('/').collect();
    let scope = match parts.as_slice() {
        ["subscriptions", subscription, ..] => format!("/subscriptions/{subscription}"),
        _ => String::new(),
    };
    Kind::RoleDefinition.id(&scope, &[role.to_owned()])
}

fn view(call: &Call<'_>, role: &'static Role) -> View {
    View {
        properties: Properties {
            role_name: role.name,
            r#type: BUILT_IN,
            description: role.description,
            assignable_scopes: ["/"],
            permissions: [Permission {
                actions: role.actions,
                not_actions: role.not_actions,
                data_actions: role.data_actions,
                not_data_actions: &[],
            }],
            created_on: MADE_ON,
            updated_on: MADE_ON,
            created_by: None,
            updated_by: None,
        },
        id: id(&call.target.scope, role.id),
        r#type: Kind::RoleDefinition.name(),
        name: role.id,
    }
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    match verb {
        Verb::List => {
            let terms = filter::read(call)?;
            let wanted = |role: &&Role| terms.iter().all(|term| is(role, term));
            let all = built_in_roles::ALL.iter().filter(wanted);
            let views = all.map(|role| view(call, role)).collect();
            Ok(Reply::Done(pages::page(call, views)))
        }
        Verb::Get => {
            let name = call.target.name().to_owned();
            let Some(role) = built_in_roles::find(&name) else {
                let message = refusal::role_definition(&name);
                return Err(call.insist(Rule::RoleDefinitionFound, "path", name, message));
            };
            let json = serde_json::to_string(&view(call, role));
            Ok(Reply::Done(json.expect("texts are JSON")))
        }
        Verb::Head | Verb::Put | Verb::Patch | Verb::Delete | Verb::Action(_) => {
            Err(call.no_method())
        }
    }
}

fn is(role: &Role, term: &Term) -> bool {
    match term {
        Term::Is(name, value) if name.eq_ignore_ascii_case("roleName") => {
            role.name.eq_ignore_ascii_case(value)
        }
        Term::Is(name, value) if name.eq_ignore_ascii_case("type") => {
            BUILT_IN.eq_ignore_ascii_case(value)
        }
        // They can be assigned everywhere.
        Term::Is(..) | Term::AtScope | Term::AtScopeAndBelow | Term::AssignedTo(_) => true,
    }
}
