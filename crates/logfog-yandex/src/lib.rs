//! Yandex Cloud Logging, emulated.
