//! Role assignments: who has which role on what.

use jiff::Timestamp;
use logfog_kit::Document;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Refusal, Rule,
    access::covers,
    body, built_in_roles,
    call::{Call, Reply},
    envelope::written,
    filter::{self, Term},
    kinds::Kind,
    pages, refusal, role_definitions,
    routes::Verb,
    target::key,
};

/// A role that a principal has in a scope.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RoleAssignment {
    id: String,
    name: String,
    /// What it is for, and all that is inside of that.
    pub(super) scope: String,
    /// The role's own name, which is a GUID.
    pub(super) role_id: String,
    /// Who has it: an object id.
    pub(super) principal_id: String,
    principal_type: String,
    notes: Notes,
    created_on: Timestamp,
    updated_on: Timestamp,
    updated_by: String,
}

impl Document for RoleAssignment {
    const KIND: &'static str = "azure.role_assignment";
}

/// What is kept and shown, and changes nothing: conditions are not evaluated.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Notes {
    condition: Option<String>,
    condition_version: Option<String>,
    delegated_managed_identity_resource_id: Option<String>,
    description: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Asked {
    properties: AskedProperties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AskedProperties {
    role_definition_id: String,
    principal_id: String,
    #[serde(default)]
    principal_type: Option<String>,
    #[serde(flatten)]
    notes: Notes,
}

#[derive(Debug, Serialize)]
struct View<'a> {
    properties: Properties<'a>,
    id: &'a str,
    r#type: String,
    name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    role_definition_id: String,
    principal_id: &'a str,
    principal_type: &'a str,
    scope: &'a str,
    condition: Option<&'a str>,
    condition_version: Option<&'a str>,
    created_on: String,
    updated_on: String,
    created_by: Option<&'a str>,
    updated_by: &'a str,
    delegated_managed_identity_resource_id: Option<&'a str>,
    description: Option<&'a str>,
}

impl RoleAssignment {
    fn view(&self) -> View<'_> {
        let notes = &self.notes;
        View {
            properties: Properties {
                role_definition_id: role_definitions::id(&self.scope, &self.role_id),
                principal_id: &self.principal_id,
                principal_type: &self.principal_type,
                scope: if self.scope.is_empty() {
                    "/"
                } else {
                    &self.scope
                },
                condition: notes.condition.as_deref(),
                condition_version: notes.condition_version.as_deref(),
                created_on: written(self.created_on),
                updated_on: written(self.updated_on),
                created_by: None,
                updated_by: &self.updated_by,
                delegated_managed_identity_resource_id: notes
                    .delegated_managed_identity_resource_id
                    .as_deref(),
                description: notes.description.as_deref(),
            },
            id: &self.id,
            r#type: Kind::RoleAssignment.name(),
            name: &self.name,
        }
    }

    fn json(&self) -> String {
        serde_json::to_string(&self.view()).expect("texts are JSON")
    }

    /// Whether a list of what is assigned in a scope has it.
    fn is_listed(&self, scope: &str, terms: &[Term]) -> bool {
        let above = covers(&self.scope, scope);
        (above || covers(scope, &self.scope))
            && terms.iter().all(|term| match term {
                Term::AtScope => above,
                Term::AtScopeAndBelow => covers(scope, &self.scope),
                Term::AssignedTo(principal) => self.principal_id.eq_ignore_ascii_case(principal),
                Term::Is(member, value) => {
                    member.eq_ignore_ascii_case("principalId")
                        && self.principal_id.eq_ignore_ascii_case(value)
                }
            })
    }
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    match verb {
        Verb::List => {
            let terms = filter::read(call)?;
            let all = call.documents().all::<RoleAssignment>();
            let here = all
                .iter()
                .filter(|(_, assignment)| assignment.is_listed(&call.target.scope, &terms));
            let views = here.map(|(_, assignment)| assignment.view()).collect();
            Ok(Reply::Done(pages::page(call, views)))
        }
        Verb::Get => {
            if let Some(assignment) = call.find::<RoleAssignment>() {
                return Ok(Reply::Done(assignment.json()));
            }
            let name = call.target.name().to_owned();
            let message = refusal::role_assignment(&name);
            Err(call.insist(Rule::RoleAssignment, "path", name, message))
        }
        Verb::Put => put(call),
        Verb::Delete => {
            let id = key(&call.target.id());
            let removed = call.documents().remove::<RoleAssignment>(&id);
            Ok(removed.map_or(Reply::Nothing, |assignment| Reply::Done(assignment.json())))
        }
        Verb::Head | Verb::Patch | Verb::Action(_) => Err(call.no_method()),
    }
}

fn put(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let name = call.target.name().to_owned();
    if Uuid::try_parse(&name).is_err() {
        call.refuse(Rule::RoleAssignmentName, "path", &*name, || {
            refusal::role_assignment_name(&name)
        })?;
    }
    let Asked { properties: asked } = body::read(call)?;
    let role_id = role(call, &asked.role_definition_id)?;
    principal(call, &asked)?;
    let before = call.find::<RoleAssignment>();
    match &before {
        Some(before) => same(call, before, &role_id, &asked)?,
        None => unique(call, &role_id, &asked)?,
    }
    let now = call.now();
    let by = call.caller.as_ref();
    let principal_type = asked.principal_type.unwrap_or_else(|| SERVICE.into());
    let assignment = RoleAssignment {
        id: call.target.id(),
        name,
        scope: call.target.scope.clone(),
        role_id,
        principal_id: asked.principal_id,
        principal_type,
        notes: asked.notes,
        created_on: before.as_ref().map_or(now, |before| before.created_on),
        updated_on: now,
        updated_by: by.map_or_else(String::new, |caller| caller.object_id.clone()),
    };
    call.put(&assignment);
    let json = assignment.json();
    Ok(if before.is_some() {
        Reply::Done(json)
    } else {
        Reply::Created(json)
    })
}

/// Every principal here is the one of an application.
const SERVICE: &str = "ServicePrincipal";

/// The own id of a role that is there.
fn role(call: &mut Call<'_>, written: &str) -> Result<String, Refusal> {
    const AT: &str = "/properties/roleDefinitionId";
    let id = written.rsplit('/').next().unwrap_or_default();
    if let Some(role) = built_in_roles::find(id) {
        return Ok(role.id.to_owned());
    }
    call.refuse(Rule::RoleDefinition, AT, written, || {
        refusal::role_definition(id)
    })?;
    Ok(id.to_owned())
}

/// The principal is there, or was made a moment ago: who says of what type it is, is believed.
fn principal(call: &mut Call<'_>, asked: &AskedProperties) -> Result<(), Refusal> {
    const AT: &str = "/properties/principalId";
    let id = &asked.principal_id;
    if Uuid::try_parse(id).is_err() {
        return call.refuse(Rule::PrincipalId, AT, &**id, || refusal::principal_id(id));
    }
    let known = call.directory().has_principal(id);
    match &asked.principal_type {
        None if known => Ok(()),
        None => call.refuse(Rule::Principal, AT, &**id, || refusal::principal(id)),
        Some(said) if known && !said.eq_ignore_ascii_case(SERVICE) => {
            let at = "/properties/principalType";
            call.refuse(Rule::PrincipalType, at, &**said, || {
                refusal::principal_type(id, SERVICE, said)
            })
        }
        Some(_) => Ok(()),
    }
}

/// An assignment stays whose and what it is.
fn same(
    call: &mut Call<'_>,
    before: &RoleAssignment,
    role_id: &str,
    asked: &AskedProperties,
) -> Result<(), Refusal> {
    if before.role_id == role_id
        && before
            .principal_id
            .eq_ignore_ascii_case(&asked.principal_id)
    {
        return Ok(());
    }
    let name = before.name.clone();
    call.refuse(Rule::RoleAssignmentUpdate, "/properties", name, || {
        refusal::ROLE_UPDATE.to_owned()
    })
}

/// A principal has a role in a scope once.
fn unique(call: &mut Call<'_>, role_id: &str, asked: &AskedProperties) -> Result<(), Refusal> {
    let all = call.documents().all::<RoleAssignment>();
    let same = all.into_iter().find(|(_, other)| {
        other.role_id == role_id
            && other.principal_id.eq_ignore_ascii_case(&asked.principal_id)
            && key(&other.scope) == key(&call.target.scope)
    });
    match same {
        None => Ok(()),
        Some((_, other)) => call.refuse(
            Rule::RoleAssignmentExists,
            "/properties",
            other.name,
            || refusal::ROLE_EXISTS.to_owned(),
        ),
    }
}
