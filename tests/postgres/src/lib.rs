//! A PostgreSQL for tests: one server for a test program, in a temporary directory, reached by a socket in it, from
//! Debian's package `postgresql`. It ends with the program, however that ends.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long the server may take to start, on a slow machine.
const PATIENCE: Duration = Duration::from_mins(2);

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database.
///
/// # Panics
/// When there is no PostgreSQL, or it does not start.
pub fn new_database() -> String {
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    SERVER.run("createdb", &[&name]);
    SERVER.url(&name)
}

/// A server.
pub struct Server {
    dir: PathBuf,
    bin: PathBuf,
    // Its standard input is held open; the end of this process closes it.
    shell: Child,
}

impl Server {
    /// Starts one in a directory of its own.
    ///
    /// # Panics
    /// When there is no PostgreSQL, or it does not start.
    pub fn start() -> Self {
        let bin = programs();
        let dir = tempfile::Builder::new().prefix("postgres-").tempdir();
        let dir = dir.expect("a temporary directory").keep();
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&dir, open).expect("the temporary directory is ours");
        let shell = serve(&dir, &bin);
        let server = Self { dir, bin, shell };
        server.wait_until(true);
        server
    }

    /// Ends the server by `kill -9`, as a crash would.
    ///
    /// # Panics
    /// When that fails.
    pub fn kill(&mut self) {
        self.say("kill");
        self.wait_until(false);
    }

    /// Starts it again on the same files.
    ///
    /// # Panics
    /// When it does not start.
    pub fn again(&mut self) {
        self.say("again");
        self.wait_until(true);
    }

    /// Lets it stand still, as a machine does that is moved: it answers nothing, and refuses nothing.
    ///
    /// # Panics
    /// When that fails.
    pub fn freeze(&mut self) {
        self.say("freeze");
        self.wait_until(false);
    }

    /// Lets it go on.
    ///
    /// # Panics
    /// When that fails.
    pub fn thaw(&mut self) {
        self.say("thaw");
        self.wait_until(true);
    }

    fn say(&mut self, word: &str) {
        let input = self.shell.stdin.as_mut().expect("it is piped");
        writeln!(input, "{word}").expect("the shell listens");
    }

    fn wait_until(&self, up: bool) {
        let begun = Instant::now();
        while self.answers() != up {
            assert!(
                begun.elapsed() < PATIENCE,
                "PostgreSQL neither starts nor ends: see {}",
                self.dir.display()
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The address of a database.
    pub fn url(&self, database: &str) -> String {
        let dir = self.dir.display();
        format!("postgres://postgres@localhost/{database}?host={dir}")
    }

    /// Runs one of PostgreSQL's client programs against the server; answers with its standard output.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        let done = self.client(program).args(arguments).output();
        let done = done.expect("the program is there");
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program}: {errors}");
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// One of PostgreSQL's client programs, set to reach the server.
    pub fn client(&self, program: &str) -> Command {
        let mut client = Command::new(self.bin.join(program));
        client.env("PGHOST", &self.dir).env("PGUSER", "postgres");
        client
    }

    fn answers(&self) -> bool {
        let asked = self.client("pg_isready").stdout(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    }
}

fn serve(dir: &Path, bin: &Path) -> Child {
    let mut shell = Command::new("sh");
    shell.args(["-c", include_str!("serve.sh"), "serve"]);
    shell.arg(dir).arg(bin).stdin(Stdio::piped());
    shell.spawn().expect("sh starts")
}

/// Where PostgreSQL's programs are: Debian's newest, or where `initdb` is found.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let versions = versions.filter_map(|version| {
        let path = version.ok()?.path();
        let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
        let bin = path.join("bin");
        bin.join("initdb").exists().then_some((number, bin))
    });
    let of_debian = versions.max().map(|(_, bin)| bin);
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|dir: &PathBuf| Path::new(dir).join("initdb").exists())
    };
    of_debian
        .or_else(on_path)
        .expect("PostgreSQL is installed: run scripts/system-packages")
}
