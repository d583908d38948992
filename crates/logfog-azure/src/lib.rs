//! Azure Monitor Logs Ingestion, emulated.
