//! A browser on this machine, without a window: Debian's Chromium by its WebDriver.
//!
//! Browsers share one driver process while any of them is open. Each has a profile of its own, finds no host but this machine,
//! and ends when its value is dropped.

mod driver;
mod heard;
pub mod page;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{
    By, ChromeCapabilities, ChromiumLikeCapabilities as _, LoggingPrefsLogLevel, WebDriver,
};

use crate::processes::Failure;

pub use self::{
    driver::{Absent, Driver},
    heard::Heard,
};

/// How long is waited for something to come about on a page.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often is looked whether it has.
const PAUSE: Duration = Duration::from_millis(20);

/// How a browser is set up.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether pages may run no scripts.
    pub without_script: bool,
    /// What the camera sees, as Y4M or MJPEG; the page may use the camera then.
    pub camera: Option<PathBuf>,
    /// What pages take for the present instant when they are opened; `None`: what the machine does.
    pub now: Option<Timestamp>,
}

/// A browser with one tab in front.
pub struct Browser {
    // The order in which they are dropped: the driver ends the browser, then its profile can go.
    driver: WebDriver,
    profile: TempDir,
    net_log: PathBuf,
    settings: Settings,
    process: Option<Pid>,
    _in_use: Arc<Driver>,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It was not closed: a test failed. Its driver may be waiting for it, and is not asked.
        if let Some(process) = self.process.take() {
            let _ = kill_process(process, Signal::KILL);
            let _ = self.driver.clone().leak();
        }
    }
}

/// What of a browser failed, in what it was to do.
fn failed(doing: &str) -> impl FnOnce(thirtyfour::error::WebDriverError) -> Failure {
    move |error| Failure(format!("the browser, {doing}: {error}"))
}

impl Browser {
    /// Starts one.
    ///
    /// # Errors
    /// When Chromium or its driver are absent or do not start.
    pub async fn open(settings: Settings) -> Result<Self, Failure> {
        let in_use = Driver::shared()?;
        let profile = tempfile::tempdir()?;
        let net_log = profile.path().join("requests.json");
        let capabilities =
            capabilities(&settings, profile.path(), &net_log).map_err(failed("being set up"))?;
        let driver = WebDriver::new(in_use.url(), capabilities)
            .await
            .map_err(failed("starting"))?;
        let id = driver.capabilities().get("goog:processID");
        let id = id.and_then(Value::as_i64).and_then(|id| id.try_into().ok());
        let browser = Self {
            process: id.and_then(Pid::from_raw),
            driver,
            profile,
            net_log,
            settings,
            _in_use: in_use,
        };
        browser.prepare_tab().await?;
        Ok(browser)
    }

    /// The session, for what stands not here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// A folder that goes with the browser, for files that are shown to it.
    pub fn folder(&self) -> &Path {
        self.profile.path()
    }

    /// Opens an address in the tab in front, and waits until it is loaded.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn go(&self, address: &str) -> Result<(), Failure> {
        let shown: String = address.chars().take(60).collect();
        let doing = format!("opening {shown}");
        self.driver.goto(address).await.map_err(failed(&doing))
    }

    /// Opens an address in a new tab, which comes to the front.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn go_in_new_tab(&self, address: &str) -> Result<(), Failure> {
        self.new_tab().await?;
        self.go(address).await
    }

    /// Opens an empty tab, which comes to the front.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn new_tab(&self) -> Result<(), Failure> {
        let tab = self.driver.new_tab().await;
        let tab = tab.map_err(failed("opening a tab"))?;
        let switched = self.driver.switch_to_window(tab).await;
        switched.map_err(failed("turning to a tab"))?;
        self.prepare_tab().await
    }

    /// From now on tabs that are opened take `now` for the present instant.
    pub fn set_clock(&mut self, now: Timestamp) {
        self.settings.now = Some(now);
    }

    /// Runs the body of a function in the page, whose parameters are `arguments`; what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value, Failure> {
        let doing = format!("running {script}");
        let ran = self.driver.execute(script, arguments).await;
        Ok(ran.map_err(failed(&doing))?.json().clone())
    }

    /// Waits until an expression is true in the page; its value. It may be a promise.
    ///
    /// # Errors
    /// When it is not in half a minute, with `what` was waited for and what the page shows instead.
    pub async fn until(&self, what: &str, expression: &str) -> Result<Value, Failure> {
        let begun = Instant::now();
        let script = format!("return {expression};");
        loop {
            let found = self.driver.execute(script.as_str(), Vec::new()).await;
            match found {
                Ok(found) if is_true(found.json()) => return Ok(found.json().clone()),
                Ok(_) => {}
                // While a page is being opened there may be none.
                Err(_) if begun.elapsed() < PATIENCE => {}
                Err(error) => return Err(failed(what)(error)),
            }
            if begun.elapsed() >= PATIENCE {
                let shown = self.text().await;
                return Err(Failure(format!(
                    "the page did not come to this in {} s: {what}. It shows:\n{shown}",
                    PATIENCE.as_secs()
                )));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Chooses a file in the form.
    ///
    /// # Errors
    /// When there is no form, or it takes no file.
    pub async fn choose_file(&self, file: &Path) -> Result<(), Failure> {
        let field = self.driver.find(By::Css("input[type=file]")).await;
        let field = field.map_err(failed("looking for the field for files"))?;
        let chosen = field.send_keys(file.display().to_string()).await;
        chosen.map_err(failed("choosing a file"))
    }

    /// The words that the page shows.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body.innerText", Vec::new()).await;
        text.map_or_else(
            |failure| failure.to_string(),
            |text| text.as_str().unwrap_or_default().to_owned(),
        )
    }

    /// A command of the DevTools protocol about the tab in front.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, Failure> {
        let sent = self.driver.cdp().send_raw(command, parameters).await;
        sent.map_err(failed(command))
    }

    /// Shows pages at this size, in pixels of CSS, and in the dark or in the light.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn look(&self, (width, height): (u32, u32), dark: bool) -> Result<(), Failure> {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await?;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features)
            .await?;
        Ok(())
    }

    /// The tab in front is cut off from the network, and what it asks of this machine fails too.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn go_offline(&self) -> Result<(), Failure> {
        self.network(true, 0).await
    }

    /// Lets every answer take so long in this tab, in milliseconds.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn go_slow(&self, milliseconds: u32) -> Result<(), Failure> {
        self.network(false, milliseconds).await
    }

    async fn network(&self, offline: bool, latency: u32) -> Result<(), Failure> {
        let conditions = json!({
            "offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1
        });
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// A picture of the whole page, as PNG.
    ///
    /// # Errors
    /// When the browser gives none.
    pub async fn picture(&self, file: &Path) -> Result<(), Failure> {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let mut clip = metrics["cssContentSize"].clone();
        clip["scale"] = json!(1);
        let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.devtools("Page.captureScreenshot", parameters).await?;
        let png = base64(taken["data"].as_str().unwrap_or_default())?;
        Ok(std::fs::write(file, png)?)
    }

    /// Ends the browser; what it asked and what pages complained about.
    ///
    /// # Errors
    /// When it does not end, or what it asked cannot be read.
    pub async fn close(mut self) -> Result<Heard, Failure> {
        let complaints = self.driver.browser_log().await;
        let complaints = complaints.map_err(failed("telling its log"))?;
        let quit = self.driver.clone().quit().await;
        quit.map_err(failed("ending"))?;
        self.process = None;
        Heard::read(&self.net_log, complaints)
    }

    /// What a tab needs before a page is opened in it.
    async fn prepare_tab(&self) -> Result<(), Failure> {
        let Some(now) = self.settings.now else {
            return Ok(());
        };
        let script = CLOCK.replace("{now}", &now.as_millisecond().to_string());
        self.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )
        .await?;
        Ok(())
    }
}

/// The page's clock begins at `{now}`, in milliseconds, and goes on from there.
const CLOCK: &str = "
    const ahead = {now} - Date.now();
    const now = Date.now;
    globalThis.Date = new Proxy(Date, {
        get: (machine, name) => name === 'now' ? () => now() + ahead : Reflect.get(machine, name),
        construct: (machine, parts) => new machine(...(parts.length === 0 ? [now() + ahead] : parts)),
        apply: (machine) => new machine(now() + ahead).toString(),
    });
";

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != "" && value != 0
}

fn capabilities(
    settings: &Settings,
    profile: &Path,
    net_log: &Path,
) -> Result<ChromeCapabilities, thirtyfour::error::WebDriverError> {
    let mut made = ChromeCapabilities::new();
    let mut arguments = vec![
        "--headless=new".to_owned(),
        format!("--user-data-dir={}", profile.join("profile").display()),
        format!("--log-net-log={}", net_log.display()),
        // No other host is found, whatever a page or the browser itself asks for.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--hide-scrollbars".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
    ];
    if rustix::process::geteuid().is_root() {
        arguments.push("--no-sandbox".to_owned());
    }
    if let Some(camera) = &settings.camera {
        arguments.push("--use-fake-ui-for-media-stream".to_owned());
        arguments.push("--use-fake-device-for-media-stream".to_owned());
        arguments.push(format!(
            "--use-file-for-fake-video-capture={}",
            camera.display()
        ));
    }
    for argument in &arguments {
        made.add_arg(argument)?;
    }
    if settings.without_script {
        let off = json!({ "profile.managed_default_content_settings.javascript": 2 });
        made.add_experimental_option("prefs", off)?;
    }
    made.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(made)
}

fn base64(text: &str) -> Result<Vec<u8>, Failure> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.decode(text).map_err(Failure::of)
}
