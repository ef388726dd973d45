//! `stage COMMAND..`: sets the stage in a directory of its own, with programmes admitted, further ones to be admitted by hand, and all three
//! servers up, runs the command, takes everything down. Ends with the command's code. The command finds in its environment
//! `REGISTRY_URL`, `ISSUER_URL`, `VERIFIER_URL`, and the files of the credentials `OPERATOR_TOKEN_FILE`,
//! `AWARDING_BODY_KEY_FILE`, `STAFF_TOKEN_FILE`.

use std::process::{Command, ExitCode};

use scenarios::{
    processes::Failure,
    stage::{Actor, Stage},
};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<u8, Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments
        .next()
        .ok_or_else(|| Failure("name a command to run on the stage".to_owned()))?;
    let dir = tempfile::tempdir()?;
    let mut stage = Stage::set(dir.path()).await?;
    stage.submit_programmes()?;
    stage.admit_by_hand().await?;
    stage.start(Actor::Issuer).await?;
    stage.start(Actor::Verifier).await?;
    let operator = stage.home(Actor::Registry);
    let secrets = stage.home(Actor::Issuer).join("secrets");
    let status = Command::new(program)
        .args(arguments)
        .env("REGISTRY_URL", stage.url(Actor::Registry))
        .env("ISSUER_URL", stage.url(Actor::Issuer))
        .env("VERIFIER_URL", stage.url(Actor::Verifier))
        .env("OPERATOR_TOKEN_FILE", operator.join("registry-admin-token"))
        .env("AWARDING_BODY_KEY_FILE", secrets.join("registry-api-key"))
        .env("STAFF_TOKEN_FILE", secrets.join("staff-token"))
        .status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(1))
}
