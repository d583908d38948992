//! Streams that need no declaration: those of agents, and those of tables that take ingested rows.

/// Streams of agents and tables, as rules name them.
pub(super) const STREAMS: &[&str] = &[
    "Microsoft-ADAssessmentRecommendation",
    "Microsoft-ADSecurityAssessmentRecommendation",
    "Microsoft-ASimAuditEventLogs",
    "Microsoft-ASimAuthenticationEventLogs",
    "Microsoft-ASimDhcpEventLogs",
    "Microsoft-ASimDnsActivityLogs",
    "Microsoft-ASimFileEventLogs",
    "Microsoft-ASimNetworkSessionLogs",
    "Microsoft-ASimProcessEventLogs",
    "Microsoft-ASimRegistryEventLogs",
    "Microsoft-ASimUserManagementActivityLogs",
    "Microsoft-ASimWebSessionLogs",
    "Microsoft-AWSCloudTrail",
    "Microsoft-AWSCloudWatch",
    "Microsoft-AWSGuardDuty",
    "Microsoft-AWSVPCFlow",
    "Microsoft-AzureAssessmentRecommendation",
    "Microsoft-CommonSecurityLog",
    "Microsoft-ConfigurationChange",
    "Microsoft-ConfigurationChangeV2",
    "Microsoft-ConfigurationData",
    "Microsoft-ContainerInsights-Group-Default",
    "Microsoft-ContainerInventory",
    "Microsoft-ContainerLog",
    "Microsoft-ContainerLogV2",
    "Microsoft-ContainerNodeInventory",
    "Microsoft-DeviceTvmSecureConfigurationAssessmentKB",
    "Microsoft-DeviceTvmSoftwareVulnerabilitiesKB",
    "Microsoft-DnsAuditEvents",
    "Microsoft-Event",
    "Microsoft-ExchangeAssessmentRecommendation",
    "Microsoft-ExchangeOnlineAssessmentRecommendation",
    "Microsoft-GCPAuditLogs",
    "Microsoft-GoogleCloudSCC",
    "Microsoft-Heartbeat",
    "Microsoft-InsightsMetrics",
    "Microsoft-KubeEvents",
    "Microsoft-KubeHealth",
    "Microsoft-KubeMonAgentEvents",
    "Microsoft-KubeNodeInventory",
    "Microsoft-KubePodInventory",
    "Microsoft-KubePVInventory",
    "Microsoft-KubeServices",
    "Microsoft-Operation",
    "Microsoft-Perf",
    "Microsoft-PrometheusMetrics",
    "Microsoft-SCCMAssessmentRecommendation",
    "Microsoft-SCOMAssessmentRecommendation",
    "Microsoft-SecurityEvent",
    "Microsoft-SfBAssessmentRecommendation",
    "Microsoft-SharePointOnlineAssessmentRecommendation",
    "Microsoft-SPAssessmentRecommendation",
    "Microsoft-SQLAssessmentRecommendation",
    "Microsoft-StorageInsightsAccountPropertiesDaily",
    "Microsoft-Syslog",
    "Microsoft-ThreatIntelIndicators",
    "Microsoft-ThreatIntelligenceIndicator",
    "Microsoft-ThreatIntelObjects",
    "Microsoft-UCClient",
    "Microsoft-UCClientReadinessStatus",
    "Microsoft-UCClientUpdateStatus",
    "Microsoft-UCDeviceAlert",
    "Microsoft-UCServiceUpdateStatus",
    "Microsoft-UCUpdateAlert",
    "Microsoft-W3CIISLog",
    "Microsoft-WindowsClientAssessmentRecommendation",
    "Microsoft-WindowsEvent",
    "Microsoft-WindowsServerAssessmentRecommendation",
];

/// What streams of tables that come with workspace transformations begin with.
const OF_TABLES: &str = "Microsoft-Table-";

/// Whether a stream is there without a declaration.
pub(super) fn is_known(stream: &str) -> bool {
    let table = stream.strip_prefix(OF_TABLES);
    table.is_some_and(|table| !table.is_empty()) || STREAMS.contains(&stream)
}

/// The table of a stream that is not a custom one.
pub(super) fn table(stream: &str) -> Option<&str> {
    let table = stream.strip_prefix(OF_TABLES);
    table.or_else(|| stream.strip_prefix("Microsoft-"))
}
