//! The verifier's page in a browser: Debian's Chromium opens what a phone's camera would open.

mod accessibility;
mod camera;
mod files;
mod given;
mod keyboard;
mod languages;
mod offline;
mod silence;
