//! What `tests/api` holds of the embedded store, held of PostgreSQL: the same tests once more. And what only a database
//! makes possible, or makes go wrong: several registries on one, and one that goes away.

#[path = "api/main.rs"]
mod api;

#[path = "api_postgres/away.rs"]
mod away;
#[path = "api_postgres/two_registries.rs"]
mod two_registries;
