//! What is measured on each store.

use std::path::Path;

use rustix::fs::statfs;
use scenarios::processes::Failure;
use test_postgres::Server;

use crate::{
    allocating::{self, Beside, CLIENTS, TURN},
    bare_postgres::BarePostgres,
    bare_sled::BareSled,
    bundle,
    filling::Filled,
    load::Answered,
    looking_up,
    registry::Registry,
    status::{self, Status},
};

/// How large a register is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Certificates, numbered and registered.
    pub(crate) certificates: usize,
    /// Programmes.
    pub(crate) programmes: usize,
}

impl Extent {
    /// What is promised is promised of this one.
    pub(crate) const WHOLE: Self = Self {
        certificates: 1_000_000,
        programmes: 5000,
    };

    /// As the environment says, else the whole.
    pub(crate) fn of_the_environment() -> Result<Self, Failure> {
        Ok(Self {
            certificates: number("CERTIFICATES", Self::WHOLE.certificates)?,
            programmes: number("PROGRAMMES", Self::WHOLE.programmes)?,
        })
    }

    /// Whether it is no smaller than [`Extent::WHOLE`].
    pub(crate) fn is_whole(self) -> bool {
        self.certificates >= Self::WHOLE.certificates && self.programmes >= Self::WHOLE.programmes
    }
}

fn number(variable: &str, otherwise: usize) -> Result<usize, Failure> {
    match std::env::var(variable) {
        Err(_) => Ok(otherwise),
        Ok(text) => {
            let number = text.parse().ok().filter(|number| *number >= 100);
            number.ok_or_else(|| Failure(format!("{variable} is no number from 100 on: {text}")))
        }
    }
}

/// What is in memory only is not durable, and nothing there would be measured.
pub(crate) fn refuse_memory(dir: &Path) -> Result<(), Failure> {
    const TMPFS: u64 = 0x0102_1994;
    let found = statfs(dir).map_err(Failure::of)?;
    if u64::try_from(found.f_type) == Ok(TMPFS) {
        let dir = dir.display();
        return Err(Failure(format!(
            "{dir} is kept in memory: set TMPDIR to a directory on a disk"
        )));
    }
    Ok(())
}

/// The size of the register in which an allocation's cost is compared with that in the large one.
pub(crate) const SMALL: usize = 10_000;

/// Allocations at two sizes of the register, and look-ups at the larger one.
#[derive(Clone, Debug)]
pub(crate) struct AtSizes {
    /// Beside bare writes.
    pub(crate) allocations: Beside,
    /// Microseconds for one, among [`SMALL`] and among all.
    pub(crate) cost_small: f64,
    pub(crate) cost_large: f64,
    /// Look-ups among all.
    pub(crate) lookups: Answered,
}

/// On the embedded store.
#[derive(Clone, Debug)]
pub(crate) struct OnSled {
    pub(crate) at: AtSizes,
    /// What an allocation adds to the journal.
    pub(crate) entry_bytes: usize,
    /// Seconds from the start of the process to its first answer: after an orderly end, and after a crash.
    pub(crate) open_s: f64,
    pub(crate) open_after_crash_s: f64,
    /// The journal then.
    pub(crate) journal_bytes: u64,
    pub(crate) status: Status,
    pub(crate) bundle: bundle::Measured,
}

/// On PostgreSQL.
#[derive(Clone, Debug)]
pub(crate) struct OnPostgres {
    pub(crate) at: AtSizes,
    /// The most memory of the server while it answered look-ups and allocations among all certificates, in MB.
    pub(crate) rss_mb: f64,
    /// The most while the register was made, in batches of a thousand.
    pub(crate) rss_making_mb: f64,
}

/// Measures on the embedded store, in an empty directory.
pub(crate) async fn on_sled(dir: &Path, extent: Extent) -> Result<OnSled, Failure> {
    let mut filled = small(Registry::new(dir.to_owned(), None)?, extent).await?;
    let entry_bytes = allocating::entry_bytes(&filled, 0).await?;
    eprintln!("sled: allocations beside bare writes of {entry_bytes} bytes");
    let mut bare = BareSled::open(&dir.join("bare"))?;
    let beside = async || bare.load(CLIENTS as u64, entry_bytes, TURN).await;
    let allocations = allocating::beside(&filled, 100, beside).await;
    // Its clients know only that it is gone.
    bare.close()?;
    let allocations = allocations?;
    tell(&allocations);
    eprintln!("sled: {} certificates", extent.certificates);
    filled.fill(extent.certificates).await?;
    let mut smaller = small(Registry::new(dir.join("small"), None)?, extent).await?;
    let [cost_small, cost_large] = allocating::costs([&smaller, &filled], 200).await?;
    smaller.registry.stop()?;
    eprintln!(
        "sled: {cost_small:.0} µs for one among {SMALL}, {cost_large:.0} µs among all; look-ups"
    );
    let lookups = looking_up::measure(&filled).await?;
    eprintln!(
        "sled: 99 % within {:.1} ms; opening",
        lookups.quantile_ms(0.99)
    );
    let registry = &mut filled.registry;
    registry.kill()?;
    let open_after_crash_s = registry.start().await?.as_secs_f64();
    registry.stop()?;
    let open_s = registry.start().await?.as_secs_f64();
    let journal_bytes = registry.journal_bytes()?;
    eprintln!(
        "sled: open after {open_s:.1} s, {open_after_crash_s:.1} s after a crash; status lists"
    );
    let status = status::measure(&filled, dir).await?;
    eprintln!("sled: the offline bundle");
    let bundle = bundle::measure(&filled).await?;
    filled.registry.stop()?;
    Ok(OnSled {
        at: AtSizes {
            allocations,
            cost_small,
            cost_large,
            lookups,
        },
        entry_bytes,
        open_s,
        open_after_crash_s,
        journal_bytes,
        status,
        bundle,
    })
}

fn tell(beside: &Beside) {
    let Beside { ours, bare, .. } = beside;
    eprintln!("  {ours:.0} a second, bare {bare:.0}");
}

/// A register of [`SMALL`] certificates.
async fn small(registry: Registry, extent: Extent) -> Result<Filled, Failure> {
    eprintln!("{} programmes, {SMALL} certificates", extent.programmes);
    let mut filled = Filled::begin(registry, extent.programmes).await?;
    filled.fill(SMALL.min(extent.certificates)).await?;
    Ok(filled)
}

/// Measures on a PostgreSQL of its own, beside inserts of `entry_bytes`.
pub(crate) async fn on_postgres(
    dir: &Path,
    extent: Extent,
    entry_bytes: usize,
) -> Result<OnPostgres, Failure> {
    let server = Server::start();
    let registry = |dir: &Path, database| {
        server.run("createdb", &[database]);
        Registry::new(dir.to_owned(), Some(&server.url(database)))
    };
    let mut filled = small(registry(dir, "register")?, extent).await?;
    eprintln!("PostgreSQL: allocations beside pgbench, {entry_bytes} bytes");
    let bare = BarePostgres::new(&server, dir, entry_bytes)?;
    let beside = async || bare.load(CLIENTS, TURN);
    let allocations = allocating::beside(&filled, 100, beside).await?;
    tell(&allocations);
    eprintln!("PostgreSQL: {} certificates", extent.certificates);
    filled.fill(extent.certificates).await?;
    let rss_making_mb = filled.registry.peak_mb()?;
    filled.registry.stop()?;
    filled.registry.start().await?;
    let mut smaller = small(registry(&dir.join("small"), "small")?, extent).await?;
    let [cost_small, cost_large] = allocating::costs([&smaller, &filled], 200).await?;
    smaller.registry.stop()?;
    let lookups = looking_up::measure(&filled).await?;
    let rss_mb = filled.registry.peak_mb()?;
    eprintln!(
        "PostgreSQL: {cost_small:.0} µs for one among {SMALL}, {cost_large:.0} µs among all; {rss_mb:.0} MB"
    );
    filled.registry.stop()?;
    Ok(OnPostgres {
        at: AtSizes {
            allocations,
            cost_small,
            cost_large,
            lookups,
        },
        rss_mb,
        rss_making_mb,
    })
}
