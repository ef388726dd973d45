//! What happens to a primary.

use std::fmt;

use serde::Serialize;

use crate::node::Node;

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    /// `kill -9` of all processes of PostgreSQL; Patroni stays.
    PostgresqlKilled,
    /// `kill -9` of PostgreSQL, Patroni and etcd at once.
    MachineKilled,
    /// PostgreSQL, Patroni and etcd stand still, and go on when another primary is there.
    MachineFrozen,
    /// PostgreSQL alone stands still, and goes on when another primary is there.
    PostgresqlFrozen,
}

impl Fault {
    /// All of them, in the order of the rounds.
    pub(crate) const ALL: [Self; 4] = [
        Self::PostgresqlKilled,
        Self::MachineKilled,
        Self::MachineFrozen,
        Self::PostgresqlFrozen,
    ];

    /// Whether the node cannot be asked anything until it is brought back: who connects to what stands still waits.
    pub(crate) fn leaves_no_answer(self) -> bool {
        self != Self::PostgresqlKilled
    }

    /// Strikes.
    pub(crate) fn strike(self, node: &mut Node) {
        match self {
            Self::PostgresqlKilled => node.kill_postgresql(),
            Self::MachineKilled => node.kill(),
            Self::MachineFrozen => node.freeze(),
            Self::PostgresqlFrozen => node.freeze_postgresql(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::PostgresqlKilled => "PostgreSQL killed",
            Self::MachineKilled => "machine killed",
            Self::MachineFrozen => "machine frozen",
            Self::PostgresqlFrozen => "PostgreSQL frozen",
        })
    }
}
