//! What is left to look at: the code that carries a certificate, a photograph of it, and the verifier's page opened by it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::SignedDuration;
use qr::Address;
use scenarios::{
    browser::{Browser, Driver, Settings, page},
    photograph::photograph,
    processes::Failure,
    stage::{Actor, Stage},
};
use schemas::language::Language;
use service::clock::{Clock as _, SystemClock};

use super::{Delivered, check, expect, line, verdict};

/// The window, in pixels of CSS.
const WINDOW: (u32, u32) = (1280, 900);
/// By how much the clock of a page is ahead that is to find its data too old.
const MUCH_LATER: SignedDuration = SignedDuration::from_hours(24 * 40);

/// Chapter 12, for a certificate that is in force.
pub(super) async fn leave(
    dir: &Path,
    stage: &Stage,
    certificate: &Delivered,
) -> Result<(), Failure> {
    let folder = dir.join("pictures");
    fs::create_dir_all(&folder)?;
    let png = leave_code(&folder, &certificate.folder)?;
    let code = qr::picture::read(&png).map_err(Failure::of)?;
    line(format!("the code says     {code}"));

    let photo = folder.join("photograph.jpg");
    fs::write(&photo, photograph(&png).map_err(Failure::of)?)?;
    let checked = check(stage, &photo.display().to_string())?;
    verdict(&checked, 0, "the photograph of the code")?;
    line("its photograph    read by `verifier check`: genuine");

    match Driver::is_present() {
        Ok(()) => {
            for file in leave_pages(&folder, stage, &code).await? {
                line(format!("the page          {}", file.display()));
            }
        }
        Err(absent) => line(format!("no pictures of the page: {absent}")),
    }
    line(format!("all of it in      {}", folder.display()));
    Ok(())
}

/// Copies the drawn code; it as PNG.
fn leave_code(folder: &Path, delivered: &Path) -> Result<Vec<u8>, Failure> {
    for kind in ["svg", "png"] {
        fs::copy(
            delivered.join(format!("certificate.qr.{kind}")),
            folder.join(format!("code.{kind}")),
        )?;
    }
    Ok(fs::read(folder.join("code.png"))?)
}

/// Opens the page by the code: as it is, with one bit altered, and with data that is too old; the pictures.
async fn leave_pages(folder: &Path, stage: &Stage, code: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut altered = Address::read(code).map_err(Failure::of)?;
    if let Some(last) = altered.payload.iter_mut().nth_back(2) {
        *last ^= 1;
    }
    let altered = altered.text();
    let now = SystemClock.now();
    let mut browser = Browser::open(Settings {
        now: Some(now),
        ..Settings::default()
    })
    .await?;
    let mut files = Vec::new();
    for (code, class, now) in [
        (code, "genuine", now),
        (altered.as_str(), "not-genuine", now),
        (code, "cannot-tell", now + MUCH_LATER),
    ] {
        browser.set_clock(now);
        for language in [Language::Kk, Language::Ru, Language::En] {
            // The language is remembered.
            let address = format!("{}/V?lang={language}", stage.url(Actor::Verifier));
            browser.new_tab().await?;
            page::visit(&browser, &address).await?;
            browser.go_in_new_tab(code).await?;
            browser.look(WINDOW, false).await?;
            let (found, _) = page::verdict(&browser).await?;
            expect(found == class, || {
                format!("the page says {found} instead of {class}")
            })?;
            let file = folder.join(format!("{class}-{language}.png"));
            browser.picture(&file).await?;
            files.push(file);
        }
    }
    browser.close().await?;
    Ok(files)
}
