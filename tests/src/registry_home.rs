//! A registry's directory: settings, passphrase, and what `registry init` makes. No limit on requests holds a load back.

use std::{fs, path::Path};

use crate::{
    processes::{Failure, free_port},
    stage::OPERATOR_PASSPHRASE,
};

/// The file with the operator's admin token, which `registry init` makes in the directory.
pub const ADMIN_TOKEN_FILE: &str = "registry-admin-token";

/// Makes settings and the passphrase in a directory, `more` standing in the settings, too: at least where its data are. It
/// listens on a free port, and says that it is `base_url`, or that address; programmes may be submitted bare. Gives its own
/// address.
///
/// # Errors
/// When the files cannot be written, or no port is free.
pub fn make(home: &Path, base_url: Option<&str>, more: &str) -> Result<String, Failure> {
    fs::create_dir_all(home)?;
    fs::write(home.join("registry-passphrase"), OPERATOR_PASSPHRASE)?;
    let address = format!("127.0.0.1:{}", free_port()?);
    let url = format!("http://{address}");
    let base_url = base_url.unwrap_or(&url);
    let settings = format!(
        "base_url = \"{base_url}\"\nlisten = \"{address}\"\nkeys_dir = \"keys\"\n\
         passphrase_file = \"registry-passphrase\"\nadmin_token_file = \"{ADMIN_TOKEN_FILE}\"\n\
         key_work_factor = 4\nlookups_per_minute = 0\nrequests_per_minute_per_key = 0\n\
         review_statements = \"optional\"\n{more}"
    );
    fs::write(home.join("registry.toml"), settings)?;
    Ok(url)
}

/// The operator's admin token, of a directory in which `registry init` has run.
///
/// # Errors
/// When its file cannot be read.
pub fn admin_token(home: &Path) -> Result<String, Failure> {
    let token = fs::read_to_string(home.join(ADMIN_TOKEN_FILE))?;
    Ok(token.trim().to_owned())
}
