//! The tables that every workspace has, of those that rows can be sent to, and a few that agents and the
//! service itself fill.

use super::{ColumnType, Plan};

/// A table's file: a line with its name, its plans and the solutions that it belongs to, then one with
/// name and type for each column. Without any columns, nobody publishes what it has.
macro_rules! files {
    ($($name:literal,)*) => {
        &[$(include_str!(concat!("azure/", $name, ".txt"))),*]
    };
}

/// From "Azure Monitor Logs table reference" (read 2026-11).
const FILES: &[&str] = files![
    "ADAssessmentRecommendation",
    "ADSecurityAssessmentRecommendation",
    "ASimAuditEventLogs",
    "ASimAuthenticationEventLogs",
    "ASimDhcpEventLogs",
    "ASimDnsActivityLogs",
    "ASimDnsAuditLogs",
    "ASimFileEventLogs",
    "ASimNetworkSessionLogs",
    "ASimProcessEventLogs",
    "ASimRegistryEventLogs",
    "ASimUserManagementActivityLogs",
    "ASimWebSessionLogs",
    "AWSCloudTrail",
    "AWSCloudWatch",
    "AWSGuardDuty",
    "AWSVPCFlow",
    "Anomalies",
    "AzureAssessmentRecommendation",
    "CommonSecurityLog",
    "DCRLogErrors",
    "DeviceTvmSecureConfigurationAssessmentKB",
    "DeviceTvmSoftwareVulnerabilitiesKB",
    "Event",
    "ExchangeAssessmentRecommendation",
    "ExchangeOnlineAssessmentRecommendation",
    "GCPAuditLogs",
    "GoogleCloudSCC",
    "Heartbeat",
    "Perf",
    "SCCMAssessmentRecommendation",
    "SCOMAssessmentRecommendation",
    "SPAssessmentRecommendation",
    "SQLAssessmentRecommendation",
    "SecurityEvent",
    "SfBAssessmentRecommendation",
    "SfBOnlineAssessmentRecommendation",
    "SharePointOnlineAssessmentRecommendation",
    "StorageInsightsAccountPropertiesDaily",
    "StorageInsightsDailyMetrics",
    "StorageInsightsHourlyMetrics",
    "StorageInsightsMonthlyMetrics",
    "StorageInsightsWeeklyMetrics",
    "Syslog",
    "UCClient",
    "UCClientReadinessStatus",
    "UCClientUpdateStatus",
    "UCDOAggregatedStatus",
    "UCDOStatus",
    "UCDeviceAlert",
    "UCServiceUpdateStatus",
    "UCUpdateAlert",
    "WindowsClientAssessmentRecommendation",
    "WindowsEvent",
    "WindowsServerAssessmentRecommendation",
];

/// A table of Azure's own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AzureTable {
    pub(crate) name: &'static str,
    plans: &'static str,
    solutions: &'static str,
    columns: &'static str,
}

impl AzureTable {
    /// The one of this name, in whatever case it is written.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Self::all().find(|table| table.name.eq_ignore_ascii_case(name))
    }

    /// All that there are, by name.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        FILES.iter().filter_map(|file| {
            let (first, columns) = file.split_once('\n')?;
            let mut words = first.split(' ');
            Some(Self {
                name: words.next()?,
                plans: words.next()?,
                solutions: words.next()?,
                columns,
            })
        })
    }

    /// Names and types, without the standard columns.
    pub(crate) fn columns(self) -> impl Iterator<Item = (&'static str, ColumnType)> {
        self.columns.lines().filter_map(|line| {
            let (name, kind) = line.split_once(' ')?;
            Some((name, ColumnType::parse(kind)?))
        })
    }

    /// Whether nobody publishes its columns.
    pub(crate) const fn is_open(self) -> bool {
        self.columns.is_empty()
    }

    /// Whether it can have a plan.
    pub(crate) fn takes(self, plan: Plan) -> bool {
        self.plans.split(',').any(|known| known == plan.as_str())
    }

    /// What it belongs to: `SecurityInsights`.
    pub(crate) fn solutions(self) -> impl Iterator<Item = &'static str> {
        self.solutions.split(',')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        assert_eq!(AzureTable::all().count(), FILES.len());
        for (table, file) in AzureTable::all().zip(FILES) {
            assert_eq!(
                table.columns().count() + 1,
                file.lines().count(),
                "{}",
                table.name
            );
            let time = ("TimeGenerated", ColumnType::DateTime);
            assert!(table.is_open() || table.columns().any(|column| column == time));
            assert!(table.takes(Plan::Analytics) && !table.takes(Plan::Auxiliary));
        }
    }

    #[test]
    fn no_file_has_a_standard_column() {
        let standard = |name: &str| {
            super::super::STANDARD
                .iter()
                .any(|(known, _)| *known == name)
        };
        assert!(AzureTable::all().all(|table| table.columns().all(|(name, _)| !standard(name))));
    }
}
