//! What a browser asked over the network, and what its pages complained about.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;
use thirtyfour::BrowserLogEntry;

use crate::processes::Failure;

/// What was heard of a browser from its start to its end.
#[derive(Debug)]
pub struct Heard {
    /// The addresses that pages and service workers asked for; the browser asks its makers for this and that besides.
    pub requests: Vec<String>,
    /// What stands in the pages' consoles: errors of scripts, breaches of the Content-Security-Policy, requests that failed.
    pub complaints: Vec<String>,
}

/// Chromium's log of its network, in the parts that are read here.
#[derive(Deserialize)]
struct NetLog {
    constants: Constants,
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Constants {
    log_event_types: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
struct Event {
    r#type: u32,
    #[serde(default)]
    params: Value,
}

impl Heard {
    pub(super) fn read(net_log: &Path, complaints: Vec<BrowserLogEntry>) -> Result<Self, Failure> {
        let read: NetLog = serde_json::from_slice(&fs::read(net_log)?)
            .map_err(|e| Failure(format!("the browser's log of its requests: {e}")))?;
        let begun = read.constants.log_event_types.get("URL_REQUEST_START_JOB");
        let begun = *begun.ok_or_else(|| Failure("the browser logs no requests".to_owned()))?;
        let started = read.events.iter().filter(|event| event.r#type == begun);
        let of_pages = started.filter(|event| {
            let initiator = event.params["initiator"].as_str();
            initiator.is_some_and(|origin| origin.starts_with("http"))
        });
        let addresses = of_pages.filter_map(|event| event.params["url"].as_str());
        let complaints = complaints.into_iter();
        Ok(Self {
            requests: addresses.map(str::to_owned).collect(),
            complaints: complaints
                .map(|entry| format!("{} {}", entry.level, entry.message))
                .collect(),
        })
    }
}
