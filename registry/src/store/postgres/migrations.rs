//! The tables, brought up to date under a lock: of several registries that start at once, one does it.

use sqlx::{
    PgPool, SqlStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

/// What was done to the tables, in order. Never changed, only added to: the database holds their checksums.
const STEPS: [(i64, &str, &str); 13] = [
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
    (
        3,
        "status",
        include_str!("../../../migrations/0003_status.sql"),
    ),
    (
        4,
        "last at",
        include_str!("../../../migrations/0004_last_at.sql"),
    ),
    (
        5,
        "submissions",
        include_str!("../../../migrations/0005_submissions.sql"),
    ),
    (
        6,
        "standing of programmes",
        include_str!("../../../migrations/0006_standing.sql"),
    ),
    (
        7,
        "scope of api keys",
        include_str!("../../../migrations/0007_key_scope.sql"),
    ),
    (
        8,
        "submissions taken back",
        include_str!("../../../migrations/0008_take_back.sql"),
    ),
    (
        9,
        "review statements",
        include_str!("../../../migrations/0009_review_statements.sql"),
    ),
    (
        10,
        "dictionaries",
        include_str!("../../../migrations/0010_dictionaries.sql"),
    ),
    (
        11,
        "version of the evidence",
        include_str!("../../../migrations/0011_evidence_version.sql"),
    ),
    (
        12,
        "status notices",
        include_str!("../../../migrations/0012_status_notices.sql"),
    ),
    (
        13,
        "sequence as key",
        include_str!("../../../migrations/0013_sequence_key.sql"),
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

#[cfg(test)]
mod tests {
    use sqlx::Row as _;

    use super::*;
    use crate::{admission::Outcome, api_keys::id_of, store::TokenDigest};

    /// A database as the first `count` steps leave it.
    async fn with_steps(count: usize) -> PgPool {
        let pool = PgPool::connect(&test_postgres::new_database()).await;
        let pool = pool.unwrap();
        run_to(&pool, count).await.unwrap();
        pool
    }

    /// The last entry of a database from before its time was kept is the one that the next is dated by.
    #[tokio::test]
    async fn the_time_of_an_earlier_databases_last_entry_is_found() {
        let pool = with_steps(3).await;
        let hash = [0_u8; 32];
        sqlx::query(
            "INSERT INTO register (base_url, next_position, head, lists) VALUES ('https://registry.kz', 2, $1, '{}')",
        )
        .bind(hash.as_slice())
        .execute(&pool)
        .await
        .unwrap();
        let entries = [
            r#"{"kind":"RegisterOpened","at":"2026-01-01T00:00:00Z","baseUrl":"https://registry.kz"}"#,
            r#"{"kind":"ProgrammeAdmitted","programme":{"admittedAt":"2026-01-02T00:00:00Z"}}"#,
        ];
        for (position, entry) in (0_i64..).zip(entries) {
            sqlx::query("INSERT INTO entry (position, entry, hash) VALUES ($1, $2::json, $3)")
                .bind(position)
                .bind(entry)
                .bind(hash.as_slice())
                .execute(&pool)
                .await
                .unwrap();
        }

        run(&pool).await.unwrap();

        let found = sqlx::query("SELECT last_at FROM register");
        let found: String = found.fetch_one(&pool).await.unwrap().get(0);
        assert_eq!(found, "2026-01-02T00:00:00Z");
    }

    /// What was returned before submissions could be taken back is returned still.
    #[tokio::test]
    async fn a_return_of_an_earlier_database_is_what_became_of_a_submission() {
        let pool = with_steps(7).await;
        // Whose it was is of no matter here.
        sqlx::query("ALTER TABLE submission DROP CONSTRAINT submission_awarding_body_fkey")
            .execute(&pool)
            .await
            .unwrap();
        let returned =
            r#"{"at":"2026-01-02T00:00:00Z","remarks":[{"pointer":"","message":"Mend it"}]}"#;
        sqlx::query("INSERT INTO submission VALUES ('MC-A', 'kaznu', '{}', $1::json)")
            .bind(returned)
            .execute(&pool)
            .await
            .unwrap();

        run(&pool).await.unwrap();

        let found = sqlx::query("SELECT outcome::text FROM submission");
        let found: String = found.fetch_one(&pool).await.unwrap().get(0);
        let Outcome::Returned(found) = serde_json::from_str(&found).unwrap() else {
            panic!("{found}");
        };
        assert_eq!(found.at, "2026-01-02T00:00:00Z".parse().unwrap());
        assert_eq!(found.remarks[0].message, "Mend it");
    }

    /// The certificates of a database from before they were known by their places are where their numbers lead to.
    #[tokio::test]
    async fn certificates_of_an_earlier_database_are_found_by_their_places() {
        let pool = with_steps(12).await;
        // Whose they are, and of what, is of no matter here.
        for owner in ["awarding_body", "programme"] {
            let drop = format!("ALTER TABLE certificate DROP CONSTRAINT certificate_{owner}_fkey");
            sqlx::query(sqlx::AssertSqlSafe(drop))
                .execute(&pool)
                .await
                .unwrap();
        }
        let entered = async |number: &str, sequence: i64, place: i32| {
            sqlx::query(
                "INSERT INTO certificate (number, sequence, awarding_body, draft, programme, allocated_at, list, place)
                 VALUES ($1, $2, 'kaznu', gen_random_uuid(), 'MC-A', '2026-01-01T00:00:00Z', '1', $3)",
            )
            .bind(number)
            .bind(sequence)
            .bind(place)
            .execute(&pool)
            .await
        };
        entered("26123456789012", 0, 7).await.unwrap();
        entered("26000000000034", 1, 5).await.unwrap();

        run(&pool).await.unwrap();

        let found = sqlx::query("SELECT number FROM certificate WHERE sequence = ANY($1)");
        let found = found.bind(vec![1_i64]).fetch_all(&pool).await.unwrap();
        let found: Vec<String> = found.iter().map(|row| row.get(0)).collect();
        assert_eq!(found, ["26000000000034"]);
        let twice = entered("26111111111111", 1, 9).await.unwrap_err();
        let constraint = twice.as_database_error().unwrap().constraint();
        assert_eq!(constraint, Some("certificate_pkey"));
        let indexes = sqlx::query(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'certificate' ORDER BY indexname",
        );
        let indexes = indexes.fetch_all(&pool).await.unwrap();
        let indexes: Vec<String> = indexes.iter().map(|row| row.get(0)).collect();
        let expected = [
            "certificate_awarding_body_draft_key",
            "certificate_list_place_key",
            "certificate_noticed",
            "certificate_pkey",
            "certificate_revoked",
        ];
        assert_eq!(indexes, expected);
    }

    /// The keys of a database from before keys had ids get the ids that an embedded store gives them.
    #[tokio::test]
    async fn keys_of_an_earlier_database_are_those_of_the_administrator() {
        let pool = with_steps(1).await;
        let (first, second) = (TokenDigest::of("kk_first"), TokenDigest::of("kk_second"));
        let entries = [
            r#"{"kind":"RegisterOpened","at":"2026-01-01T00:00:00Z","baseUrl":"https://registry.kz"}"#
                .to_owned(),
            format!(
                r#"{{"kind":"HeiAccredited","at":"2026-01-02T00:00:00Z","body":{{"code":"kaznu"}},"apiKey":"{}"}}"#,
                first.to_hex()
            ),
            format!(
                r#"{{"kind":"ApiKeyRenewed","at":"2026-01-03T00:00:00Z","code":"kaznu","apiKey":"{}","replaces":"{}"}}"#,
                second.to_hex(),
                first.to_hex()
            ),
        ];
        for (position, entry) in (0_i64..).zip(&entries) {
            sqlx::query("INSERT INTO entry (position, entry, hash) VALUES ($1, $2::json, $3)")
                .bind(position)
                .bind(entry)
                .bind([0_u8; 32].as_slice())
                .execute(&pool)
                .await
                .unwrap();
        }
        sqlx::query(
            "INSERT INTO awarding_body (code, did, body, api_key) VALUES ('kaznu', 'did:web:x', '{}', $1)",
        )
        .bind(second.as_bytes().as_slice())
        .execute(&pool)
        .await
        .unwrap();

        run(&pool).await.unwrap();
        run(&pool).await.unwrap();

        let keys = sqlx::query(
            "SELECT id, holder, role, created_at, revoked_at FROM api_key ORDER BY made_by",
        );
        let keys = keys.fetch_all(&pool).await.unwrap();
        let row = |place: usize| {
            let text = |column: usize| {
                keys[place]
                    .get::<Option<String>, _>(column)
                    .unwrap_or_default()
            };
            [text(0), text(1), text(2), text(3), text(4)]
        };
        let expected = |secret: &TokenDigest, created: &str, revoked: &str| {
            [
                &id_of(secret).to_string(),
                "hei:kaznu",
                "hei-admin",
                created,
                revoked,
            ]
            .map(str::to_owned)
        };
        let (made, renewed) = ("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
        assert_eq!(keys.len(), 2);
        assert_eq!(row(0), expected(&first, made, renewed));
        assert_eq!(row(1), expected(&second, renewed, ""));
        let issued = sqlx::query("SELECT issued_key FROM awarding_body");
        let issued: String = issued.fetch_one(&pool).await.unwrap().get(0);
        assert_eq!(issued, id_of(&second).to_string());
    }
}
