//! The tables, brought up to date under a lock: of several registries that start at once, one does it.

use sqlx::{
    PgPool, SqlStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

/// What was done to the tables, in order. Never changed, only added to: the database holds their checksums.
const STEPS: [(i64, &str, &str); 1] = [(
    1,
    "register",
    include_str!("../../../migrations/0001_register.sql"),
)];

pub(super) async fn run(pool: &PgPool) -> Result<(), MigrateError> {
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
    Migrator::with_migrations(steps.to_vec()).run(pool).await
}
