//! The story: each chapter does its part, checks what came of it, and says so.

mod pictures;

use std::{
    fs,
    path::{Path, PathBuf},
};

use scenarios::{
    group,
    processes::{Failure, Finished},
    stage::{Actor, HEI, Stage},
};
use schemas::{did::Did, number::CertificateNumber};
use serde_json::{Value, json};

/// The group that is shipped: 24 rows, of which one is FX and one is F.
const GROUP: &str = include_str!("../../../data/group-front-end.csv");

/// A chapter's number and title.
fn chapter(number: u8, title: &str) {
    println!("\n{number:>2}. {title}");
}

/// A line of a chapter.
fn line(text: impl AsRef<str>) {
    for line in text.as_ref().lines() {
        println!("    {line}");
    }
}

/// Holds the story to what it tells.
fn expect(holds: bool, what: impl FnOnce() -> String) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(Failure(what())) }
}

/// The end of the story, with the servers still up.
pub(crate) struct Told {
    stage: Stage,
    delivery: String,
}

impl Told {
    /// Where the servers can be seen.
    pub(crate) fn addresses(&self) -> String {
        format!(
            "    register     {}\n    issuer       {} (token of the staff: {})\n    verifier     {}\n    a certificate {}",
            self.stage.url(Actor::Registry),
            self.stage.url(Actor::Issuer),
            self.stage
                .home(Actor::Issuer)
                .join("secrets/staff-token")
                .display(),
            self.stage.url(Actor::Verifier),
            self.delivery,
        )
    }
}

/// A certificate of the batch, as the index of the delivery folder names it.
#[derive(Clone)]
struct Delivered {
    number: CertificateNumber,
    folder: PathBuf,
    link: String,
    holder: Option<String>,
}

/// Tells the whole story in `dir`.
pub(crate) async fn tell(dir: &Path) -> Result<Told, Failure> {
    println!("The life of a certificate, with the programs as they are shipped.");
    let mut stage = open_register(dir).await?;
    let (holders, delivered) = issue_group(dir, &stage)?;
    let bound = |holder: &Did| -> Result<Delivered, Failure> {
        let mut of = delivered
            .iter()
            .filter(|d| d.holder.as_deref() == Some(holder.as_str()));
        of.next()
            .cloned()
            .ok_or_else(|| Failure(format!("no certificate for {holder}")))
    };
    let (first, second) = (bound(&holders[0])?, bound(&holders[1])?);
    let paper = delivered
        .iter()
        .find(|d| d.holder.is_none())
        .ok_or_else(|| Failure("no paper certificate".to_owned()))?;
    hand_out_and_present(&mut stage, &first, &second).await?;
    scan_and_revoke(&stage, paper, &second).await?;
    forge_and_lose_register(dir, &mut stage, &first, &second).await?;
    chapter(
        12,
        "The first certificate's code is drawn, photographed and opened in a browser, in three languages.",
    );
    pictures::leave(dir, &stage, &first).await?;
    Ok(Told {
        stage,
        delivery: first.link,
    })
}

/// Chapters 1 and 2.
async fn open_register(dir: &Path) -> Result<Stage, Failure> {
    chapter(1, "The operator opens the register and accredits an HEI.");
    let stage = Stage::set(dir).await?;
    line(format!("register          {}", stage.url(Actor::Registry)));
    line(format!("operator's key    {}", stage.operator_key));
    line(format!("accredited        {HEI}"));

    chapter(
        2,
        "The HEI has six programmes reviewed from inside and by employers, approves and submits them; all are admitted.",
    );
    stage.submit_programmes()?;
    let listed = stage.program(Actor::Issuer)?;
    let listed = listed
        .args(["--json", "programme", "list"])
        .succeed()?
        .json()?;
    let programmes = listed.as_array().map_or(0, Vec::len);
    expect(programmes == 6, || {
        format!("{programmes} programmes, not 6")
    })?;
    line(
        stage
            .program(Actor::Issuer)?
            .args(["programme", "list"])
            .succeed()?
            .stdout,
    );

    Ok(stage)
}

/// Chapters 3 to 5: the wallets' DIDs and what was delivered.
fn issue_group(dir: &Path, stage: &Stage) -> Result<([Did; 2], Vec<Delivered>), Failure> {
    chapter(
        3,
        "Two graduates make wallets and tell the registrar their DIDs.",
    );
    let holders = [
        make_wallet(stage, "wallet-a")?,
        make_wallet(stage, "wallet-b")?,
    ];
    for holder in &holders {
        line(holder.as_str());
    }

    chapter(
        4,
        "The registrar imports a group of 24: a preview, nothing is numbered.",
    );
    let file = dir.join("group.csv");
    fs::write(
        &file,
        group::bind(GROUP, &[(0, &holders[0]), (2, &holders[1])]),
    )?;
    let batch = import(stage, &file)?;

    chapter(
        5,
        "The batch is confirmed: numbered, prepared, signed, checked, registered, delivered.",
    );
    let issued = stage
        .program(Actor::Issuer)?
        .args(["issue", &batch])
        .succeed()?;
    line(last_lines(&issued, 3));
    let delivered = read_deliveries(stage, &batch)?;
    expect(delivered.len() == 22, || {
        format!("{} certificates, not 22", delivered.len())
    })?;

    Ok((holders, delivered))
}

/// Chapters 6 and 7.
async fn hand_out_and_present(
    stage: &mut Stage,
    first: &Delivered,
    second: &Delivered,
) -> Result<(), Failure> {
    chapter(
        6,
        "The HEI's server hands certificates out; two wallets receive theirs by link and by folder.",
    );
    stage.start(Actor::Issuer).await?;
    stage
        .wallet("wallet-a")?
        .args(["receive", &first.link])
        .succeed()?;
    stage
        .wallet("wallet-b")?
        .args(["receive"])
        .args([&second.folder])
        .succeed()?;
    line(stage.wallet("wallet-a")?.args(["list"]).succeed()?.stdout);
    line(format!("link: {}", first.link));

    chapter(
        7,
        "Both present to an employer, who asks a fresh question each time: genuine.",
    );
    stage.start(Actor::Verifier).await?;
    line(format!("verifier          {}", stage.url(Actor::Verifier)));
    for (wallet, certificate, form) in [("wallet-a", first, "ldp"), ("wallet-b", second, "jwt")] {
        let number = certificate.number.to_string();
        let to = stage.url(Actor::Verifier);
        let presented = stage.wallet(wallet)?;
        let presented = presented
            .args(["present", &number, "--to", &to, "--format", form])
            .finish()?;
        verdict(&presented, 0, "the presentation")?;
        line(format!(
            "{} as {form}: genuine",
            certificate.number.grouped()
        ));
    }

    Ok(())
}

/// Chapters 8 and 9.
async fn scan_and_revoke(
    stage: &Stage,
    paper: &Delivered,
    second: &Delivered,
) -> Result<(), Failure> {
    chapter(8, "Another employer scans the QR code on paper: genuine.");
    let scanned = qr::picture::read(&fs::read(paper.folder.join("qr.png"))?)
        .map_err(|e| Failure(format!("qr.png: {e}")))?;
    expect(scanned == paper.link, || {
        format!("the QR code says {scanned}")
    })?;
    line(format!("the QR code says  {scanned}"));
    let checked = check(stage, &scanned)?;
    verdict(&checked, 0, "the scanned certificate")?;
    line(&checked.stdout);

    chapter(
        9,
        "The HEI revokes that certificate: the result was annulled. Not genuine any more.",
    );
    revoke(stage, paper.number).await?;
    let checked = check(stage, &scanned)?;
    verdict(&checked, 1, "the revoked certificate")?;
    expect(checked.stdout.contains("revoked"), || {
        checked.stdout.clone()
    })?;
    line(refusals(&checked)?);
    let number = second.number.to_string();
    let other = stage
        .wallet("wallet-b")?
        .args(["verify", &number])
        .finish()?;
    verdict(&other, 0, "another certificate of the group")?;
    line(format!("{}: still genuine", second.number.grouped()));

    Ok(())
}

/// Chapters 10 and 11.
async fn forge_and_lose_register(
    dir: &Path,
    stage: &mut Stage,
    first: &Delivered,
    second: &Delivered,
) -> Result<(), Failure> {
    chapter(
        10,
        "Somebody makes a better grade of his certificate. Not genuine.",
    );
    let forged = tamper(dir, first)?;
    let checked = check(stage, &forged.display().to_string())?;
    verdict(&checked, 1, "the altered certificate")?;
    line(refusals(&checked)?);

    chapter(
        11,
        "The register cannot be reached. The verifier cannot tell, and says so.",
    );
    stage.kill(Actor::Registry)?;
    let checked = check(
        stage,
        &second.folder.join("delivery.json").display().to_string(),
    )?;
    verdict(&checked, 2, "a certificate while the register is down")?;
    line(refusals(&checked)?);
    stage.start(Actor::Registry).await?;
    let checked = check(
        stage,
        &second.folder.join("delivery.json").display().to_string(),
    )?;
    verdict(&checked, 0, "the certificate when the register is back")?;
    line("The register is back: genuine.");

    Ok(())
}

fn make_wallet(stage: &Stage, folder: &str) -> Result<Did, Failure> {
    let made = stage
        .wallet(folder)?
        .args(["--json", "init", "--allow-loopback"])
        .args(["--registry", &stage.url(Actor::Registry)])
        .args(["--operator-key", &stage.operator_key])
        .succeed()?
        .json()?;
    let did = made["did"].as_str().unwrap_or_default();
    did.parse().map_err(|e| Failure(format!("{made}: {e}")))
}

/// Imports the group; two rows are refused, and say why.
fn import(stage: &Stage, file: &Path) -> Result<String, Failure> {
    let imported = stage.program(Actor::Issuer)?;
    let imported = imported.args(["--json", "import"]).args([file]).finish()?;
    expect(imported.code() == 4, || {
        format!(
            "the import ended with {}:\n{}",
            imported.code(),
            imported.stderr
        )
    })?;
    let preview = imported.json()?;
    let count = |list: &str| preview[list].as_array().map_or(0, Vec::len);
    expect((count("accepted"), count("refused")) == (22, 2), || {
        preview.to_string()
    })?;
    line("accepted          22");
    for row in preview["refused"].as_array().into_iter().flatten() {
        let words = row["words"].as_array().into_iter().flatten();
        for reason in words.filter_map(Value::as_str) {
            line(format!("refused           row {}: {reason}", row["row"]));
        }
    }
    let batch = preview["batch"]["id"].as_str().unwrap_or_default();
    Ok(batch.to_owned())
}

fn read_json(file: &Path) -> Result<Value, Failure> {
    serde_json::from_slice(&fs::read(file)?)
        .map_err(|e| Failure(format!("{}: {e}", file.display())))
}

/// The certificates of a batch, from the index in its folder.
fn read_deliveries(stage: &Stage, batch: &str) -> Result<Vec<Delivered>, Failure> {
    let folder = stage.home(Actor::Issuer).join("deliveries").join(batch);
    let index = read_json(&folder.join("index.json"))?;
    let entries = index["certificates"]
        .as_array()
        .or_else(|| index.as_array());
    let entries = entries.ok_or_else(|| Failure(format!("no list in {index}")))?;
    entries
        .iter()
        .map(|entry| {
            let number: CertificateNumber = serde_json::from_value(entry["number"].clone())
                .map_err(|e| Failure(format!("{entry}: {e}")))?;
            let folder = folder.join(number.to_string());
            let certificate = read_json(&folder.join("certificate.json"))?;
            let holder = certificate["credentialSubject"]["id"].as_str();
            Ok(Delivered {
                number,
                holder: holder.map(str::to_owned),
                link: entry["link"].as_str().unwrap_or_default().to_owned(),
                folder,
            })
        })
        .collect()
}

/// Revokes as a program of the staff does, since the server has the record open.
async fn revoke(stage: &Stage, number: CertificateNumber) -> Result<(), Failure> {
    let token = fs::read_to_string(stage.home(Actor::Issuer).join("secrets/staff-token"))?;
    let url = format!(
        "{}/api/v1/certificates/{number}/revocation",
        stage.url(Actor::Issuer)
    );
    let answer = reqwest::Client::new()
        .post(url)
        .bearer_auth(token.trim())
        .header("content-type", "application/json")
        .body(json!({ "reason": "result-annulled" }).to_string())
        .send()
        .await
        .map_err(|e| Failure(e.to_string()))?;
    let status = answer.status();
    let body = answer.text().await.map_err(|e| Failure(e.to_string()))?;
    expect(status.is_success(), || format!("{status}: {body}"))
}

/// A copy of a delivered certificate with a better grade.
fn tamper(dir: &Path, certificate: &Delivered) -> Result<PathBuf, Failure> {
    let mut delivery = read_json(&certificate.folder.join("delivery.json"))?;
    let results = "/verifiableCredential/credentialSubject/result";
    let results = delivery.pointer_mut(results).and_then(Value::as_array_mut);
    for result in results.into_iter().flatten() {
        let kind = result["resultDescription"].as_str().unwrap_or_default();
        let better = match kind.rsplit('/').next() {
            Some("letter") => "A",
            Some("percent") => "100",
            _ => "4.0",
        };
        result["value"] = json!(better);
    }
    let forged = dir.join("forged.json");
    fs::write(&forged, delivery.to_string())?;
    Ok(forged)
}

/// Asks `verifier check`.
fn check(stage: &Stage, source: &str) -> Result<Finished, Failure> {
    stage
        .program(Actor::Verifier)?
        .args(["check", source])
        .finish()
}

fn verdict(finished: &Finished, code: i32, what: &str) -> Result<(), Failure> {
    expect(finished.code() == code, || {
        format!(
            "{what}: exit code {} instead of {code}\n{}{}",
            finished.code(),
            finished.stdout,
            finished.stderr
        )
    })
}

/// The verdict, and the checks that did not pass, each with what to do.
fn refusals(finished: &Finished) -> Result<String, Failure> {
    let lines: Vec<_> = finished.stdout.lines().collect();
    let mut told: Vec<_> = lines.iter().take(2).copied().collect();
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("  ✕") || line.starts_with("  ?") {
            let advice = lines.get(at + 1).filter(|next| next.starts_with("    "));
            told.push(line);
            told.extend(advice);
        }
    }
    let some = told.len() > 2;
    expect(some, || format!("no check failed in:\n{}", finished.stdout))?;
    Ok(told.join("\n"))
}

fn last_lines(finished: &Finished, count: usize) -> String {
    let lines: Vec<_> = finished.stdout.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
