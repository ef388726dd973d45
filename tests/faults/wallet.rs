//! A wallet killed while it is made and while it takes certificates in: there is always one whole vault, with
//! everything that it said it keeps.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use scenarios::{
    group,
    processes::{Failure, Program},
    stage::{Actor, Stage},
    world::deliveries,
};
use tempfile::TempDir;

use crate::{
    KILLS,
    batch::{folder, programme, stage_with_batch},
};

/// How many certificates there are to be taken in, over and over.
const CERTIFICATES: usize = 60;

struct Graduate {
    _dir: TempDir,
    stage: Stage,
    /// A certificate in each, with its number.
    files: Vec<(PathBuf, String)>,
}

impl Graduate {
    async fn new() -> Result<Self, Failure> {
        let csv = group::passing(&programme(), CERTIFICATES, 68);
        let (dir, mut stage, batch) = stage_with_batch(&csv, CERTIFICATES).await?;
        let issue = stage.program(Actor::Issuer)?;
        issue.args(["issue", &batch]).succeed()?;
        let mut files = Vec::new();
        for (count, delivery) in deliveries(&folder(&stage)).iter().enumerate() {
            let file = dir.path().join(format!("delivery-{count}.json"));
            fs::write(&file, serde_json::to_vec(delivery).map_err(Failure::of)?)?;
            let number = &delivery.verifiable_credential["certificateNumber"];
            files.push((file, number.as_str().unwrap_or_default().to_owned()));
        }
        stage.kill(Actor::Registry)?;
        Ok(Self {
            _dir: dir,
            stage,
            files,
        })
    }

    fn init(&self, wallet: &str) -> Result<Program, Failure> {
        let program = self.stage.wallet(wallet)?;
        Ok(program
            .args(["init", "--allow-loopback"])
            .args(["--registry", &self.stage.url(Actor::Registry)])
            .args(["--operator-key", &self.stage.operator_key]))
    }

    /// The numbers of the certificates in a wallet.
    fn held(&self, wallet: &str) -> Result<Vec<String>, Failure> {
        let listed = self.stage.wallet(wallet)?.args(["--json", "list"]);
        let listed = listed.succeed()?.json()?;
        let certificates = listed["certificates"].as_array().into_iter().flatten();
        let numbers = certificates.filter_map(|it| it["number"].as_str());
        Ok(numbers.map(str::to_owned).collect())
    }

    /// Starts a program and kills it after `moment`; whether it had ended well by then.
    fn killed(&self, program: Program, moment: Duration) -> Result<bool, Failure> {
        let log = self.stage.home(Actor::Issuer).join("wallet.txt");
        let mut running = program.start(&log)?;
        match running.wait_for(moment)? {
            Some(status) if status.success() => Ok(true),
            Some(status) => Err(Failure(format!("{status}:\n{}", running.log_text()))),
            None => running.kill().map(|()| false),
        }
    }
}

/// A moment within `length` and a little more, so that some come to their end.
fn moment(random: &mut StdRng, length: Duration) -> Duration {
    length.mul_f64(random.random_range(0.0..1.1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_keeps_what_it_said_it_keeps() -> Result<(), Failure> {
    let graduate = Graduate::new().await?;
    let mut random = StdRng::seed_from_u64(68);
    graduate.init("wallet")?.succeed()?;
    let receive = |file: &PathBuf| -> Result<Program, Failure> {
        let program = graduate.stage.wallet("wallet")?;
        Ok(program.args(["receive"]).args([file]))
    };
    let (first, number) = &graduate.files[0];
    let begun = Instant::now();
    receive(first)?.succeed()?;
    let length = begun.elapsed();
    let mut expected = vec![number.clone()];
    let mut killed = 0;
    for (file, number) in graduate.files.iter().cycle() {
        let receive = receive(file)?;
        let kept = graduate.killed(receive, moment(&mut random, length))?;
        killed += usize::from(!kept);
        let held = graduate.held("wallet")?;
        if kept && !expected.contains(number) {
            expected.push(number.clone());
        }
        // One that was kept and not said to be is no fault.
        if !expected.contains(number) && held.contains(number) {
            expected.push(number.clone());
        }
        assert_eq!(held, expected);
        if killed == KILLS {
            break;
        }
    }
    assert!(
        expected.len() > 1,
        "nothing new was ever kept: the moments are too short"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_is_made_whole_or_not_at_all() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let mut stage = Stage::set(dir.path()).await?;
    stage.kill(Actor::Registry)?;
    let graduate = Graduate {
        _dir: dir,
        stage,
        files: Vec::new(),
    };
    let mut random = StdRng::seed_from_u64(69);
    let begun = Instant::now();
    graduate.init("first")?.succeed()?;
    let length = begun.elapsed();
    let mut killed = 0;
    for count in 0.. {
        let wallet = format!("wallet-{count}");
        let made = graduate.killed(graduate.init(&wallet)?, moment(&mut random, length))?;
        killed += usize::from(!made);
        if !made {
            // Whatever is there, it is a whole wallet after the command was given again.
            let again = graduate.init(&wallet)?.finish()?;
            assert!(
                again.code() == 0 || again.stderr.contains("There is a wallet in"),
                "{}",
                again.stderr
            );
        }
        assert_eq!(graduate.held(&wallet)?, Vec::<String>::new());
        if killed == KILLS {
            break;
        }
    }
    Ok(())
}
