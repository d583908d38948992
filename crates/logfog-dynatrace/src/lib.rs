//! Dynatrace log ingestion, emulated.
