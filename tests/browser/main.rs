//! The verifier's page in a browser: Debian's Chromium opens what a phone's camera would open.

mod given;
mod offline;
