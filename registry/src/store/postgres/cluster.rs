//! The database: one node, or the nodes of a cluster of which one is the primary.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use service::secret::Secret;
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, Row as _,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};
use tokio::{sync::RwLock, time};

use super::{super::StoreError, migrations};

/// How long a node is waited for.
const REACH: Duration = Duration::from_secs(3);
/// How long a statement waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(5);

/// What is needed to reach the database.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// The nodes of one cluster, as `postgres://user@host:port/database`.
    pub urls: Vec<String>,
    /// The password, where one is asked for.
    pub password: Option<Secret>,
    /// The most connections.
    pub connections: u32,
    /// Go on although a primary that is lost may take acknowledged writes with it.
    pub allow_async_replication: bool,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// An address cannot be read.
    #[error(
        "\"{url}\" is no address of a database: write postgres://user@host:5432/database. {what}"
    )]
    Url {
        /// The address without a password.
        url: String,
        /// Why.
        what: String,
    },
    /// No address was given.
    #[error("no address of a database is given: set database_urls")]
    NoUrl,
    /// No node is a primary that answers.
    #[error("no primary answers among {nodes} nodes of the database: {what}")]
    NoPrimary {
        /// How many nodes.
        nodes: usize,
        /// What the last one said.
        what: String,
    },
    /// What is acknowledged could be lost.
    #[error(
        "the database could lose what it acknowledged: {what}. Mend its settings, or set allow_async_replication = true and bear that numbers may be given twice"
    )]
    Weak {
        /// Which setting.
        what: String,
    },
    /// What is acknowledged would be lost: no setting allows that.
    #[error("the database does not keep what it acknowledges: {what}. Mend its settings")]
    NotDurable {
        /// Which setting.
        what: String,
    },
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database refused something.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database {
            what: error.to_string(),
        }
    }
}

/// The nodes, and the connections to the primary.
#[derive(Debug)]
pub(super) struct Cluster {
    nodes: Vec<PgConnectOptions>,
    connections: u32,
    allow_async_replication: bool,
    primary: RwLock<Option<PgPool>>,
    changes: AtomicU64,
}

impl Cluster {
    /// Finds the primary, and brings its tables up to date.
    pub(super) async fn open(options: &PostgresOptions) -> Result<Self, PostgresError> {
        if options.urls.is_empty() {
            return Err(PostgresError::NoUrl);
        }
        let node = |url: &String| {
            let mut node: PgConnectOptions = url.parse().map_err(|e: sqlx::Error| {
                let url = url.rsplit('@').next().unwrap_or_default().to_owned();
                let what = e.to_string();
                PostgresError::Url { url, what }
            })?;
            if let Some(password) = &options.password {
                node = node.password(password.expose());
            }
            let node = node.application_name("kualik-registry");
            Ok::<_, PostgresError>(node.disable_statement_logging())
        };
        let cluster = Self {
            nodes: options.urls.iter().map(node).collect::<Result<_, _>>()?,
            connections: options.connections,
            allow_async_replication: options.allow_async_replication,
            primary: RwLock::default(),
            changes: AtomicU64::new(0),
        };
        let pool = cluster.find().await?;
        migrations::run(&pool).await?;
        *cluster.primary.write().await = Some(pool);
        Ok(cluster)
    }

    /// The connections to the primary, which is looked for when it was lost.
    pub(super) async fn pool(&self) -> Result<PgPool, StoreError> {
        if let Some(pool) = &*self.primary.read().await {
            return Ok(pool.clone());
        }
        let mut primary = self.primary.write().await;
        if let Some(pool) = &*primary {
            return Ok(pool.clone());
        }
        let found = self.find().await.map_err(|error| StoreError::Database {
            what: error.to_string(),
        })?;
        tracing::info!("the database's primary is found");
        *primary = Some(found.clone());
        Ok(found)
    }

    /// Something went wrong: the primary may be another one from here on.
    pub(super) async fn distrust(&self) {
        if let Some(pool) = self.primary.write().await.take() {
            tokio::spawn(async move { pool.close().await });
        }
    }

    /// Something was committed.
    pub(super) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// Changes whenever this process committed something.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    async fn find(&self) -> Result<PgPool, PostgresError> {
        let mut what = String::new();
        for node in &self.nodes {
            match time::timeout(REACH, self.primary_at(node)).await {
                Ok(Ok(true)) => {
                    let pool = PgPoolOptions::new()
                        .max_connections(self.connections)
                        .acquire_timeout(ACQUIRE);
                    return Ok(pool.connect_lazy_with(node.clone()));
                }
                Ok(Ok(false)) => "it is a standby".clone_into(&mut what),
                Ok(Err(Reached::Unfit(error))) => return Err(error),
                Ok(Err(Reached::Failed(error))) => what = error.to_string(),
                Err(_) => "it did not answer in time".clone_into(&mut what),
            }
        }
        let nodes = self.nodes.len();
        Err(PostgresError::NoPrimary { nodes, what })
    }

    /// Whether a node is the primary; an error when it cannot be relied upon.
    async fn primary_at(&self, node: &PgConnectOptions) -> Result<bool, Reached> {
        let mut connection = PgConnection::connect_with(node).await?;
        let found = sqlx::query(
            "SELECT pg_is_in_recovery(), current_setting('synchronous_commit'),
                    current_setting('synchronous_standby_names'), current_setting('fsync'),
                    current_setting('full_page_writes'), (SELECT count(*) FROM pg_stat_replication)",
        );
        let found = found.fetch_one(&mut connection).await?;
        let settings = Settings {
            synchronous_commit: found.try_get(1)?,
            synchronous_standby_names: found.try_get(2)?,
            fsync: found.try_get(3)?,
            full_page_writes: found.try_get(4)?,
            standbys: found.try_get(5)?,
        };
        let standby: bool = found.try_get(0)?;
        connection.close().await?;
        if standby {
            return Ok(false);
        }
        settings
            .judge(self.allow_async_replication)
            .map_err(Reached::Unfit)?;
        Ok(true)
    }
}

enum Reached {
    Failed(sqlx::Error),
    Unfit(PostgresError),
}

impl From<sqlx::Error> for Reached {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error)
    }
}

/// What decides whether acknowledged writes last.
#[derive(Clone, Debug)]
struct Settings {
    synchronous_commit: String,
    synchronous_standby_names: String,
    fsync: String,
    full_page_writes: String,
    standbys: i64,
}

impl Settings {
    /// Acknowledged must mean: on the disk of the primary, and of a standby where there is any
    /// ([PostgreSQL, synchronous replication](https://www.postgresql.org/docs/current/warm-standby.html#SYNCHRONOUS-REPLICATION)).
    fn judge(&self, allow_async_replication: bool) -> Result<(), PostgresError> {
        for (name, value) in [
            ("fsync", &self.fsync),
            ("full_page_writes", &self.full_page_writes),
            ("synchronous_commit", &self.synchronous_commit),
        ] {
            if value == "off" {
                let what = format!("{name} is off");
                return Err(PostgresError::NotDurable { what });
            }
        }
        let replicated = self.standbys > 0 || !self.synchronous_standby_names.is_empty();
        if !replicated {
            tracing::warn!("the database has no standby: what it acknowledges is on one disk only");
            return Ok(());
        }
        let what = if self.synchronous_standby_names.is_empty() {
            format!(
                "it has {} standbys, and synchronous_standby_names is empty",
                self.standbys
            )
        } else if !matches!(&*self.synchronous_commit, "on" | "remote_apply") {
            format!(
                "synchronous_commit is {}: a standby need not have written what is acknowledged",
                self.synchronous_commit
            )
        } else {
            return Ok(());
        };
        if allow_async_replication {
            tracing::warn!(what, "the database could lose what it acknowledged");
            return Ok(());
        }
        Err(PostgresError::Weak { what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
        let mut settings = Settings {
            synchronous_commit: "on".to_owned(),
            synchronous_standby_names: "*".to_owned(),
            fsync: "on".to_owned(),
            full_page_writes: "on".to_owned(),
            standbys: 2,
        };
        change(&mut settings);
        settings
    }

    #[test]
    fn a_cluster_that_could_lose_something_is_refused() {
        settings(|_| {}).judge(false).unwrap();
        settings(|it| it.synchronous_commit = "remote_apply".to_owned())
            .judge(false)
            .unwrap();
        settings(|it| {
            it.standbys = 0;
            it.synchronous_standby_names.clear();
        })
        .judge(false)
        .unwrap();
        for weak in [
            settings(|it| it.synchronous_standby_names.clear()),
            settings(|it| it.synchronous_commit = "local".to_owned()),
            settings(|it| it.synchronous_commit = "remote_write".to_owned()),
        ] {
            let refused = weak.judge(false);
            assert!(matches!(refused, Err(PostgresError::Weak { .. })));
            weak.judge(true).unwrap();
        }
        for broken in [
            settings(|it| it.fsync = "off".to_owned()),
            settings(|it| it.full_page_writes = "off".to_owned()),
            settings(|it| it.synchronous_commit = "off".to_owned()),
        ] {
            let refused = broken.judge(true);
            assert!(matches!(refused, Err(PostgresError::NotDurable { .. })));
        }
    }
}
