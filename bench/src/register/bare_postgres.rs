//! What allocations on PostgreSQL are compared with: `pgbench` on the same server, one insert in a transaction.

use std::{fs, path::Path, time::Duration};

use scenarios::processes::Failure;
use test_postgres::Server;

const DATABASE: &str = "bare";

/// A table of its own on the server.
pub(crate) struct BarePostgres<'a> {
    server: &'a Server,
    script: String,
}

impl<'a> BarePostgres<'a> {
    /// Makes the database, the table, and the script in `dir` that inserts `size` bytes.
    pub(crate) fn new(server: &'a Server, dir: &Path, size: usize) -> Result<Self, Failure> {
        server.run("createdb", &[DATABASE]);
        let table = "CREATE TABLE bare (id bigserial PRIMARY KEY, entry text NOT NULL)";
        server.run("psql", &["--quiet", "--command", table, DATABASE]);
        let script = dir.join("insert.sql");
        let insert = format!("INSERT INTO bare (entry) VALUES (repeat('x', {size}));\n");
        fs::write(&script, insert)?;
        Ok(Self {
            server,
            script: script.display().to_string(),
        })
    }

    /// So many clients for this time, with prepared statements: transactions in a second.
    pub(crate) fn load(&self, clients: usize, time: Duration) -> Result<f64, Failure> {
        let clients = clients.to_string();
        let seconds = time.as_secs().to_string();
        let said = self.server.run(
            "pgbench",
            &[
                "--no-vacuum",
                "--protocol=prepared",
                "--jobs=1",
                &format!("--client={clients}"),
                &format!("--time={seconds}"),
                &format!("--file={}", self.script),
                DATABASE,
            ],
        );
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        rate.ok_or_else(|| Failure(format!("pgbench said no rate:\n{said}")))
    }
}
