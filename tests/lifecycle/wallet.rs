//! The graduate's wallet in the same process: receives, verifies, presents, and sees a revocation.

use std::{ffi::OsString, fs, path::Path};

use rand::{SeedableRng as _, rngs::StdRng};
use scenarios::{group, world::World};
use schemas::{did::Did, status::RevocationReason};
use serde_json::Value;
use wallet_cli::{Exit, Reply, cli, execute};

use crate::front_end;

/// Carries a command out in the wallet below `home`, at the world's time.
async fn run(world: &World, home: &Path, arguments: &[&str]) -> Reply {
    let folder = home.join("wallet");
    let mut line: Vec<OsString> = vec!["wallet".into(), "--dir".into(), folder.into()];
    line.extend(arguments.iter().map(OsString::from));
    let cli = cli::parse(line, None).expect("a command line");
    let mut outside = wallet_cli::World {
        now: world.now(),
        rng: &mut StdRng::seed_from_u64(70),
        terminal_width: None,
        passphrase: Some("a passphrase for tests".to_owned().into()),
    };
    execute(&cli, &mut outside).await.expect("a reply")
}

#[tokio::test]
async fn a_wallet_receives_presents_and_sees_the_revocation() {
    let world = World::new(70).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let home = tempfile::tempdir().expect("a temporary directory");
    let home = home.path();

    let registry = world.trust.registry.to_string();
    let key = world.trust.operator_keys[0].to_string();
    let init = [
        "init",
        "--allow-loopback",
        "--work-factor",
        "4",
        "--registry",
        &registry,
        "--operator-key",
        &key,
    ];
    let made = run(&world, home, &init).await;
    let holder: Did = serde_json::from_value(made.json["did"].clone()).expect("a DID");
    let csv = group::bind(&group::passing(&front_end(), 1, 70), &[(0, &holder)]);
    let delivery = hei.issue_all(&csv).await.remove(0);
    let number = delivery.verifiable_credential["certificateNumber"].clone();
    let number = number.as_str().expect("a number").to_owned();

    // From the picture of the code that was delivered, and of the link beside it.
    let batches = fs::read_dir(&hei.app.config().delivery.dir).expect("deliveries");
    let batch = batches.map(|entry| entry.expect("an entry").path()).next();
    let folder = batch.expect("a batch").join(&number);
    for picture in ["certificate.qr.png", "certificate.extract.qr.png", "qr.png"] {
        let picture = folder.join(picture).display().to_string();
        let verified = run(&world, home, &["verify", "--image", &picture]).await;
        assert_eq!(verified.exit, Exit::Fine, "{}", verified.text);
    }

    let file = home.join("delivery.json");
    fs::write(&file, serde_json::to_vec(&delivery).expect("plain data")).expect("a file");
    let file = file.display().to_string();
    assert_eq!(
        run(&world, home, &["receive", &file]).await.exit,
        Exit::Fine
    );
    let listed = run(&world, home, &["list"]).await.json;
    assert_eq!(
        listed["certificates"][0]["boundToThisWallet"],
        Value::Bool(true),
        "{listed:#}"
    );

    let verifier = world.verifier.base_url().to_string();
    for form in ["ldp", "jwt"] {
        let present = ["present", &number, "--to", &verifier, "--format", form];
        let presented = run(&world, home, &present).await;
        assert_eq!(presented.exit, Exit::Fine, "{}", presented.text);
    }
    assert_eq!(
        run(&world, home, &["verify", &number]).await.exit,
        Exit::Fine
    );

    let parsed = number.parse().expect("a number");
    let reason = RevocationReason::DataError;
    hei.app.revoke(parsed, reason).await.expect("revoked");
    let after = run(&world, home, &["verify", &number]).await;
    assert_eq!(after.exit, Exit::NotGenuine, "{}", after.text);
}
