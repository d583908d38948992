//! The transformations in a template, with the columns that their streams are declared to have.

use logfog_kql::bind::Column;

use super::{
    template::{Node, Template},
    text::Literal,
};
use crate::kql::columns;

const TRANSFORM: &str = "transformKql";

/// A transformation of a data flow.
#[derive(Debug)]
pub(super) struct Flow<'n> {
    /// None where it is only known once the template is deployed.
    pub(super) transform: Option<&'n Literal>,
    /// Where it is, if it is known no better.
    pub(super) at: usize,
    /// The columns of its stream, if the file declares them.
    pub(super) columns: Option<Vec<Column>>,
}

/// All flows of a template that have a transformation.
pub(super) fn flows(template: &Template) -> Vec<Flow<'_>> {
    let mut flows = Vec::new();
    find(&template.root, template, &mut Vec::new(), &mut flows);
    for (_, node) in &template.names {
        find(node, template, &mut Vec::new(), &mut flows);
    }
    flows
}

fn find<'n>(
    node: &'n Node,
    template: &'n Template,
    around: &mut Vec<&'n Node>,
    flows: &mut Vec<Flow<'n>>,
) {
    if let Some(transform) = node.get(TRANSFORM) {
        let transform = resolved(transform, template);
        let literal = match transform {
            Node::Text(literal) if !literal.is_computed => Some(literal),
            Node::Text(_) | Node::Name(..) | Node::Object(_) | Node::Array(_) | Node::Other(_) => {
                None
            }
        };
        // What describes rules has objects of this name too: a schema, or the declaration of a parameter.
        if !matches!(transform, Node::Object(_) | Node::Array(_)) {
            flows.push(Flow {
                transform: literal,
                at: place(transform),
                columns: declared(node, around, template),
            });
        }
    }
    around.push(node);
    for part in node.parts() {
        find(part, template, around, flows);
    }
    around.pop();
}

/// What a name stands for: in Bicep alone, in JSON as `[variables('name')]` or `[parameters('name')]`.
fn resolved<'n>(node: &'n Node, template: &'n Template) -> &'n Node {
    let found = match node {
        Node::Name(name, _) => {
            let named = template.names.iter().find(|(known, _)| known == name);
            named.map(|(_, node)| node)
        }
        Node::Text(literal) if literal.is_computed => {
            let called = |function: &str| {
                let argument = literal.text.strip_prefix('[')?.strip_suffix(']')?;
                let argument = argument.trim().strip_prefix(function)?;
                argument.strip_prefix("('")?.strip_suffix("')")
            };
            let root = &template.root;
            match (called("variables"), called("parameters")) {
                (Some(name), _) => named(root, "variables", name),
                (None, Some(name)) => {
                    named(root, "parameters", name).and_then(|node| node.get("defaultValue"))
                }
                (None, None) => None,
            }
        }
        Node::Text(_) | Node::Object(_) | Node::Array(_) | Node::Other(_) => None,
    };
    found.unwrap_or(node)
}

/// What the outermost object of a kind has under a name.
fn named<'n>(node: &'n Node, kind: &str, name: &str) -> Option<&'n Node> {
    let here = node.get(kind).and_then(|names| names.get(name));
    here.or_else(|| {
        node.parts()
            .into_iter()
            .find_map(|part| named(part, kind, name))
    })
}

/// Where the first string or name of a node is.
fn place(node: &Node) -> usize {
    match node {
        Node::Text(literal) => literal.at,
        Node::Name(_, at) => *at,
        Node::Object(_) | Node::Array(_) | Node::Other(_) => {
            node.parts().first().map_or(0, |part| place(part))
        }
    }
}

/// The columns of the stream that a flow takes, as what is around it declares them.
fn declared(flow: &Node, around: &[&Node], template: &Template) -> Option<Vec<Column>> {
    let streams = resolved(flow.get("streams")?, template);
    let stream = resolved(streams.parts().first()?, template).text()?;
    let declarations = around
        .iter()
        .rev()
        .find_map(|node| node.get("streamDeclarations"))?;
    let declaration = resolved(resolved(declarations, template).get(stream)?, template);
    let Node::Array(listed) = resolved(declaration.get("columns")?, template) else {
        return None;
    };
    listed
        .iter()
        .map(|listed| {
            let (name, ty) = (listed.get("name")?.text()?, listed.get("type")?.text()?);
            columns::column(name, ty).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kql::check::template::read;

    /// Each flow: its text, and how many columns are known.
    fn found(file: &str) -> Vec<(Option<String>, Option<usize>)> {
        let template = read(file).expect("it can be read");
        flows(&template)
            .into_iter()
            .map(|flow| {
                let text = flow.transform.map(|literal| literal.text.clone());
                (text, flow.columns.map(|columns| columns.len()))
            })
            .collect()
    }

    #[test]
    fn flows_of_json() {
        let file = r#"{"properties": {
            "streamDeclarations": {"Custom-A": {"columns": [{"name": "x", "type": "string"}]}},
            "dataFlows": [
                {"streams": ["Custom-A"], "transformKql": "source"},
                {"streams": ["Microsoft-Syslog"], "transformKql": "source | where true"},
                {"streams": ["Custom-A"], "transformKql": "[parameters('kql')]"},
                {"streams": ["Custom-A"]}
            ]}}"#;
        assert_eq!(
            found(file),
            [
                (Some("source".into()), Some(1)),
                (Some("source | where true".into()), None),
                (None, Some(1)),
            ]
        );
    }

    #[test]
    fn names_of_arm_templates() {
        let file = r#"{
            "parameters": {"kql": {"type": "string", "defaultValue": "source | where true"}, "none": {}},
            "variables": {"kql": "source"},
            "resources": [{"properties": {"dataFlows": [
                {"transformKql": "[variables('kql')]"},
                {"transformKql": "[parameters('kql')]"},
                {"transformKql": "[parameters('none')]"},
                {"transformKql": "[concat(variables('kql'), '')]"}
            ]}}]}"#;
        assert_eq!(
            found(file),
            [
                (Some("source".into()), None),
                (Some("source | where true".into()), None),
                (None, None),
                (None, None),
            ]
        );
    }

    #[test]
    fn flows_of_bicep() {
        let file = "var kql = 'source'\nvar stream = 'Custom-A'\nresource r 't' = {\n properties: {\n\
            streamDeclarations: {\n 'Custom-A': {\n columns: [\n { name: 'x', type: 'int' }\n\
            { name: 'y', type: 'long' }\n ]\n }\n }\n dataFlows: [\n\
            { streams: [ stream ], transformKql: kql }\n\
            { streams: [ 'Custom-A' ], transformKql: '''\nsource\n''' }\n\
            { streams: [ 'Custom-A' ], transformKql: 'source | where ${x}' }\n\
            { streams: [ 'Custom-A' ], transformKql: loadTextContent('a.kql') }\n ]\n }\n}\n";
        assert_eq!(
            found(file),
            [
                (Some("source".into()), Some(2)),
                (Some("source\n".into()), Some(2)),
                (None, Some(2)),
                (None, Some(2)),
            ]
        );
    }
}
