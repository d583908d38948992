/// A kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Subscription,
    ResourceGroup,
    Workspace,
    Table,
    DataCollectionEndpoint,
    DataCollectionRule,
    Association,
    DiagnosticSetting,
    RoleAssignment,
    RoleDefinition,
    OperationStatus,
}

/// What is fixed about a kind.
#[derive(Clone, Copy, Debug)]
struct Facts {
    kind: Kind,
    /// Who provides it.
    namespace: &'static str,
    /// Its type: `workspaces/tables`.
    path: &'static str,
    /// Oldest first.
    api_versions: &'static [&'static str],
}

const INSIGHTS: &str = "Microsoft.Insights";
const OPERATIONAL_INSIGHTS: &str = "Microsoft.OperationalInsights";
const AUTHORIZATION: &str = "Microsoft.Authorization";
const RESOURCES: &str = "Microsoft.Resources";

const RESOURCE_VERSIONS: &[&str] = &[
    "2015-01-01",
    "2016-06-01",
    "2018-05-01",
    "2019-10-01",
    "2020-01-01",
    "2020-06-01",
    "2021-01-01",
    "2021-04-01",
    "2022-09-01",
    "2022-12-01",
    "2024-03-01",
    "2024-11-01",
    "2025-04-01",
];
const COLLECTION_VERSIONS: &[&str] = &[
    "2019-11-01-preview",
    "2021-04-01",
    "2021-09-01-preview",
    "2022-06-01",
    "2023-03-11",
    "2024-03-11",
];
const WORKSPACE_VERSIONS: &[&str] = &[
    "2020-03-01-preview",
    "2020-08-01",
    "2020-10-01",
    "2021-06-01",
    "2021-12-01-preview",
    "2022-10-01",
    "2023-09-01",
    "2025-02-01",
    "2025-07-01",
];
const ROLE_VERSIONS: &[&str] = &[
    "2015-07-01",
    "2018-07-01",
    "2018-01-01-preview",
    "2018-09-01-preview",
    "2020-04-01-preview",
    "2020-08-01-preview",
    "2020-10-01-preview",
    "2022-04-01",
    "2022-05-01-preview",
];

const ALL: [Facts; 11] = [
    facts(
        Kind::Subscription,
        RESOURCES,
        "subscriptions",
        RESOURCE_VERSIONS,
    ),
    facts(
        Kind::ResourceGroup,
        RESOURCES,
        "subscriptions/resourceGroups",
        RESOURCE_VERSIONS,
    ),
    facts(
        Kind::Workspace,
        OPERATIONAL_INSIGHTS,
        "workspaces",
        WORKSPACE_VERSIONS,
    ),
    facts(
        Kind::Table,
        OPERATIONAL_INSIGHTS,
        "workspaces/tables",
        WORKSPACE_VERSIONS,
    ),
    facts(
        Kind::OperationStatus,
        OPERATIONAL_INSIGHTS,
        "locations/operationStatuses",
        WORKSPACE_VERSIONS,
    ),
    facts(
        Kind::DataCollectionEndpoint,
        INSIGHTS,
        "dataCollectionEndpoints",
        COLLECTION_VERSIONS,
    ),
    facts(
        Kind::DataCollectionRule,
        INSIGHTS,
        "dataCollectionRules",
        COLLECTION_VERSIONS,
    ),
    facts(
        Kind::Association,
        INSIGHTS,
        "dataCollectionRuleAssociations",
        COLLECTION_VERSIONS,
    ),
    facts(
        Kind::DiagnosticSetting,
        INSIGHTS,
        "diagnosticSettings",
        &["2017-05-01-preview", "2021-05-01-preview"],
    ),
    facts(
        Kind::RoleAssignment,
        AUTHORIZATION,
        "roleAssignments",
        ROLE_VERSIONS,
    ),
    facts(
        Kind::RoleDefinition,
        AUTHORIZATION,
        "roleDefinitions",
        ROLE_VERSIONS,
    ),
];

const fn facts(
    kind: Kind,
    namespace: &'static str,
    path: &'static str,
    api_versions: &'static [&'static str],
) -> Facts {
    Facts {
        kind,
        namespace,
        path,
        api_versions,
    }
}

impl Kind {
    /// The kind of a namespace and the types that a path names.
    pub(super) fn find(namespace: &str, types: &[&str]) -> Option<Self> {
        let is = |facts: &&Facts| {
            let mut parts = facts.path.split('/');
            facts.namespace.eq_ignore_ascii_case(namespace)
                && types.iter().all(|part| {
                    parts
                        .next()
                        .is_some_and(|known| part.eq_ignore_ascii_case(known))
                })
                && parts.next().is_none()
        };
        ALL.iter().find(is).map(|facts| facts.kind)
    }

    /// A namespace as everybody writes it.
    pub(super) fn namespace(written: &str) -> Option<&'static str> {
        let mut all = ALL.iter().map(|facts| facts.namespace);
        all.find(|known| known.eq_ignore_ascii_case(written))
    }

    fn facts(self) -> &'static Facts {
        let facts = ALL.iter().find(|facts| facts.kind == self);
        facts.expect("every kind has its facts")
    }

    /// As in `type`: `Microsoft.Insights/dataCollectionRules`.
    pub(crate) fn name(self) -> String {
        let Facts {
            namespace, path, ..
        } = self.facts();
        format!("{namespace}/{path}")
    }

    /// The api-versions in which it is served.
    pub(crate) fn api_versions(self) -> &'static [&'static str] {
        self.facts().api_versions
    }

    /// How many names one of it has behind its scope.
    pub(crate) fn depth(self) -> usize {
        match self {
            // Its subscription is its scope.
            Self::ResourceGroup => 1,
            Self::Subscription
            | Self::Workspace
            | Self::Table
            | Self::DataCollectionEndpoint
            | Self::DataCollectionRule
            | Self::Association
            | Self::DiagnosticSetting
            | Self::RoleAssignment
            | Self::RoleDefinition
            | Self::OperationStatus => self.facts().path.split('/').count(),
        }
    }

    /// The kind that it is inside of.
    pub(super) fn parent(self) -> Option<Self> {
        (self == Self::Table).then_some(Self::Workspace)
    }

    /// The id of a resource with these names, in this scope.
    pub(crate) fn id(self, scope: &str, names: &[String]) -> String {
        let Facts {
            namespace, path, ..
        } = self.facts();
        let mut id = match self {
            Self::Subscription | Self::ResourceGroup => scope.to_owned(),
            Self::Workspace
            | Self::Table
            | Self::DataCollectionEndpoint
            | Self::DataCollectionRule
            | Self::Association
            | Self::DiagnosticSetting
            | Self::RoleAssignment
            | Self::RoleDefinition
            | Self::OperationStatus => format!("{scope}/providers/{namespace}"),
        };
        let types = path
            .split('/')
            .skip(usize::from(self == Self::ResourceGroup));
        for (kind, name) in types.zip(names) {
            id = format!("{id}/{kind}/{name}");
        }
        id
    }

    /// Its actions, as roles name them: `Microsoft.Insights/dataCollectionRules/write`.
    pub(crate) fn action(self, verb: &str) -> String {
        format!("{}/{verb}", self.name())
    }
}
