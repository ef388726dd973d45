//! `make demo`: the life of a certificate with the shipped programs, told step by step. Ends with a code other
//! than 0 when any step goes otherwise than told. An argument names the directory in which everything is made,
//! anew each time; without it `demo` in the target directory.

mod story;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use scenarios::processes::{Failure, binary};

/// The file by which a directory of an earlier story is known.
const MARK: &str = "story.txt";

#[tokio::main]
async fn main() -> ExitCode {
    match tell().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nThe story went otherwise than told:\n{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn tell() -> Result<(), Failure> {
    let dir = directory()?;
    let story = story::tell(&dir).await?;
    println!(
        "\nEverything went as told. What was made lies in {}",
        dir.display()
    );
    if std::env::var_os("KEEP").is_some_and(|keep| keep == "1") {
        println!("\nThe servers stay up until Ctrl-C:\n{}", story.addresses());
        let ended = tokio::signal::ctrl_c().await;
        ended.map_err(|e| Failure(format!("Ctrl-C cannot be waited for: {e}")))?;
    }
    Ok(())
}

/// The directory of the story, empty. The one that is there is removed only if an earlier story made it.
fn directory() -> Result<PathBuf, Failure> {
    let registry = binary("registry")?;
    let target = registry.parent().and_then(Path::parent);
    let beside = || target.map_or_else(|| PathBuf::from("demo"), |target| target.join("demo"));
    let dir = std::env::args_os()
        .nth(1)
        .map_or_else(beside, PathBuf::from);
    let made_by_story = dir.join(MARK).exists();
    let empty = fs::read_dir(&dir).map_or(true, |mut entries| entries.next().is_none());
    if !made_by_story && !empty {
        let shown = dir.display();
        return Err(Failure(format!(
            "{shown} is not empty and not of an earlier story: name another directory"
        )));
    }
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    fs::write(
        dir.join(MARK),
        "made by `make demo`, and removed by the next one\n",
    )?;
    Ok(dir)
}
