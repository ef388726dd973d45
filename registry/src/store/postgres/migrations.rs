//! The tables, brought up to date under a lock: of several registries that start at once, one does it.

use sqlx::{
    PgPool, SqlStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

/// What was done to the tables, in order. Never changed, only added to: the database holds their checksums.
const STEPS: [(i64, &str, &str); 2] = [
    (
        1,
        "register",
        include_str!("../../../migrations/0001_register.sql"),
    ),
    (
        2,
        "api keys",
        include_str!("../../../migrations/0002_api_keys.sql"),
    ),
];

pub(super) async fn run(pool: &PgPool) -> Result<(), MigrateError> {
    run_to(pool, STEPS.len()).await
}

/// The first `count` steps.
async fn run_to(pool: &PgPool, count: usize) -> Result<(), MigrateError> {
    let steps = STEPS.map(|(version, description, sql)| {
        let sql = SqlStr::from_static(sql);
        Migration::new(
            version,
            description.into(),
            MigrationType::Simple,
            sql,
            false,
        )
    });
    Migrator::with_migrations(steps[..count].to_vec())
        .run(pool)
        .await
}
