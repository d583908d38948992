mod evaluated;
mod oracle;

mod read;
mod record;
mod refused;
mod shown;
