mod evaluated;

mod read;
mod record;
mod refused;
mod shown;
