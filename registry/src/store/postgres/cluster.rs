//! The database: one node, or the nodes of a cluster of which one is the primary.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

use service::secret::Secret;
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, Row as _,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};
use tokio::{
    sync::RwLock,
    task::JoinSet,
    time::{self, Instant},
};

use super::{super::StoreError, migrations};

/// How long a node is waited for.
const REACH: Duration = Duration::from_secs(3);
/// How long a statement waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long a question may take, with waiting for a connection. A machine that stands still answers nothing and refuses
/// nothing.
const ANSWER: Duration = Duration::from_secs(5);
/// For how long nobody looks for a primary again after somebody looked in vain: those who waited meanwhile fail with it,
/// not one after the other.
const IN_VAIN: Duration = Duration::from_millis(500);

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
    /// Only a primary answers that was replaced by another one.
    #[error(
        "the primary that answers is a former one: it is on timeline {found}, and timeline {seen} was seen. Stop it; after a restore from a backup, start the registry again"
    )]
    Former {
        /// Its timeline.
        found: u32,
        /// The latest one.
        seen: u32,
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
    known: RwLock<Known>,
    /// How many primaries were found so far.
    found: AtomicU64,
    /// The latest timeline that a primary was found on.
    timeline: AtomicU32,
    changes: AtomicU64,
}

#[derive(Debug, Default)]
struct Known {
    primary: Option<Primary>,
    /// When one was looked for in vain, and why.
    in_vain: Option<(Instant, String)>,
}

/// The connections to a primary.
#[derive(Clone, Debug)]
pub(super) struct Primary {
    pub(super) pool: PgPool,
    /// Which of those that were found.
    nth: u64,
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
            known: RwLock::default(),
            found: AtomicU64::new(0),
            timeline: AtomicU32::new(0),
            changes: AtomicU64::new(0),
        };
        let primary = cluster.find().await?;
        migrations::run(&primary.pool).await?;
        cluster.known.write().await.primary = Some(primary);
        Ok(cluster)
    }

    /// The connections to the primary, which is looked for when it was lost.
    pub(super) async fn primary(&self) -> Result<Primary, StoreError> {
        if let Some(primary) = &self.known.read().await.primary {
            return Ok(primary.clone());
        }
        let mut known = self.known.write().await;
        if let Some(primary) = &known.primary {
            return Ok(primary.clone());
        }
        if let Some((at, what)) = &known.in_vain
            && at.elapsed() < IN_VAIN
        {
            let what = what.clone();
            return Err(StoreError::Database { what });
        }
        match self.find().await {
            Ok(primary) => {
                tracing::info!("the database's primary is found");
                known.primary = Some(primary.clone());
                Ok(primary)
            }
            Err(error) => {
                let what = error.to_string();
                known.in_vain = Some((Instant::now(), what.clone()));
                Err(StoreError::Database { what })
            }
        }
    }

    /// The primary's answer to a question, in time. After an error the primary is looked for again.
    pub(super) async fn answer<T>(
        &self,
        primary: &Primary,
        answer: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        let answer = match time::timeout(ANSWER, answer).await {
            Ok(Ok(found)) => return Ok(found),
            Ok(Err(error)) => error.into(),
            Err(_) => StoreError::Database {
                what: "it did not answer in time".to_owned(),
            },
        };
        self.distrust(primary).await;
        Err(answer)
    }

    /// Something went wrong with a primary: it may be another one from here on.
    pub(super) async fn distrust(&self, primary: &Primary) {
        let mut known = self.known.write().await;
        // What went wrong with one that was replaced says nothing of the present one.
        if let Some(lost) = known.primary.take_if(|now| now.nth == primary.nth) {
            tokio::spawn(async move { lost.pool.close().await });
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

    /// Asks all nodes at once. Where two say that they are the primary, one is of earlier times, and does not know yet that
    /// it was replaced: the later timeline counts, here and ever after.
    async fn find(&self) -> Result<Primary, PostgresError> {
        let mut asked = JoinSet::new();
        for node in self.nodes.iter().cloned() {
            asked.spawn(async move {
                let answer = time::timeout(REACH, settings(&node)).await;
                (node, answer)
            });
        }
        let mut best: Option<(PgConnectOptions, Settings)> = None;
        let mut what = String::new();
        while let Some(asked) = asked.join_next().await {
            match asked {
                Ok((node, Ok(Ok(Some(settings))))) => {
                    let later = |(_, best): &(_, Settings)| best.timeline < settings.timeline;
                    if best.as_ref().is_none_or(later) {
                        best = Some((node, settings));
                    }
                }
                Ok((_, Ok(Ok(None)))) => "it is a standby".clone_into(&mut what),
                Ok((_, Ok(Err(error)))) => what = error.to_string(),
                Ok((_, Err(_))) => "it did not answer in time".clone_into(&mut what),
                Err(error) => what = error.to_string(),
            }
        }
        let nodes = self.nodes.len();
        let Some((node, settings)) = best else {
            return Err(PostgresError::NoPrimary { nodes, what });
        };
        let seen = self.timeline.load(Ordering::SeqCst);
        if settings.timeline < seen {
            let found = settings.timeline;
            return Err(PostgresError::Former { found, seen });
        }
        settings.judge(nodes, self.allow_async_replication)?;
        self.timeline.store(settings.timeline, Ordering::SeqCst);
        let pool = PgPoolOptions::new()
            .max_connections(self.connections)
            .acquire_timeout(ACQUIRE);
        Ok(Primary {
            pool: pool.connect_lazy_with(node),
            nth: self.found.fetch_add(1, Ordering::SeqCst),
        })
    }
}

/// The settings of a node that says that it is the primary; `None` of a standby.
async fn settings(node: &PgConnectOptions) -> Result<Option<Settings>, sqlx::Error> {
    let mut connection = PgConnection::connect_with(node).await?;
    let found = sqlx::query(
        "SELECT current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),
                current_setting('fsync'), current_setting('full_page_writes'),
                (SELECT count(*) FROM pg_stat_replication), pg_walfile_name(pg_current_wal_lsn())
         WHERE NOT pg_is_in_recovery()",
    );
    let found = found.fetch_optional(&mut connection).await?;
    connection.close().await?;
    let Some(found) = found else {
        return Ok(None);
    };
    // The name of a file of the log begins with the timeline, as eight hexadecimal digits.
    let file: &str = found.try_get(5)?;
    let timeline = file
        .get(..8)
        .and_then(|it| u32::from_str_radix(it, 16).ok());
    Ok(Some(Settings {
        synchronous_commit: found.try_get(0)?,
        synchronous_standby_names: found.try_get(1)?,
        fsync: found.try_get(2)?,
        full_page_writes: found.try_get(3)?,
        standbys: found.try_get(4)?,
        timeline: timeline.unwrap_or_default(),
    }))
}

/// What decides whether acknowledged writes last.
#[derive(Clone, Debug)]
struct Settings {
    synchronous_commit: String,
    synchronous_standby_names: String,
    fsync: String,
    full_page_writes: String,
    standbys: i64,
    /// Grows whenever a standby becomes the primary.
    timeline: u32,
}

impl Settings {
    /// Acknowledged must mean: on the disk of the primary, and of a standby where there is any
    /// ([PostgreSQL, synchronous replication](https://www.postgresql.org/docs/current/warm-standby.html#SYNCHRONOUS-REPLICATION)).
    ///
    /// A cluster of several `nodes` has standbys even while none is connected.
    fn judge(&self, nodes: usize, allow_async_replication: bool) -> Result<(), PostgresError> {
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
        let replicated =
            nodes > 1 || self.standbys > 0 || !self.synchronous_standby_names.is_empty();
        if !replicated {
            tracing::warn!("the database has no standby: what it acknowledges is on one disk only");
            return Ok(());
        }
        let what = if self.synchronous_standby_names.is_empty() {
            format!(
                "it has {nodes} nodes and {} standbys, and synchronous_standby_names is empty",
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
            timeline: 1,
        };
        change(&mut settings);
        settings
    }

    #[test]
    fn a_cluster_that_could_lose_something_is_refused() {
        settings(|_| {}).judge(1, false).unwrap();
        settings(|it| it.synchronous_commit = "remote_apply".to_owned())
            .judge(1, false)
            .unwrap();
        settings(|it| {
            it.standbys = 0;
            it.synchronous_standby_names.clear();
        })
        .judge(1, false)
        .unwrap();
        for weak in [
            settings(|it| it.synchronous_standby_names.clear()),
            settings(|it| it.synchronous_commit = "local".to_owned()),
            settings(|it| it.synchronous_commit = "remote_write".to_owned()),
        ] {
            let refused = weak.judge(1, false);
            assert!(matches!(refused, Err(PostgresError::Weak { .. })));
            weak.judge(1, true).unwrap();
        }
        for broken in [
            settings(|it| it.fsync = "off".to_owned()),
            settings(|it| it.full_page_writes = "off".to_owned()),
            settings(|it| it.synchronous_commit = "off".to_owned()),
        ] {
            let refused = broken.judge(1, true);
            assert!(matches!(refused, Err(PostgresError::NotDurable { .. })));
        }
    }
    #[test]
    fn a_cluster_has_standbys_even_while_none_is_connected() {
        let alone = settings(|it| {
            it.standbys = 0;
            it.synchronous_standby_names.clear();
        });
        let refused = alone.judge(3, false);
        assert!(matches!(refused, Err(PostgresError::Weak { .. })));
        alone.judge(3, true).unwrap();
    }
}
