//! The texts of `--help` and of the manual page in three languages: message `help-<command>`, and
//! `help-<command>-<option>` or, for options that several commands have, `help-option-<option>`.

use clap::{Arg, ArgAction, Command};
use schemas::language::Language;

use crate::texts;

pub(super) fn command(command: Command, language: Language) -> Command {
    let say = |id: &str| texts::words(language, id, &[]);
    let global: Vec<Arg> = command
        .get_arguments()
        .map(|arg| argument(arg.clone(), "", language))
        .collect();
    let mut localised = command
        .about(say("help-about"))
        .after_long_help(say("help-after"))
        .after_help(say("help-after-short"))
        .help_template(template(language))
        .subcommand_value_name("COMMAND")
        .subcommand_help_heading(say("help-commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .global(true)
                .action(ArgAction::Help)
                .help(say("help-option-help"))
                .help_heading(say("help-options")),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(say("help-option-version"))
                .help_heading(say("help-options")),
        );
    for arg in global {
        let id = arg.get_id().to_string();
        localised = localised.mut_arg(id, |_| arg);
    }
    let names: Vec<String> = localised
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    for name in names {
        localised = localised.mut_subcommand(&name, |sub| subcommand(sub, &name, language));
    }
    localised
}

fn subcommand(command: Command, name: &str, language: Language) -> Command {
    let about = texts::words(language, &format!("help-{name}"), &[]);
    let arguments: Vec<Arg> = command
        .get_arguments()
        .map(|arg| argument(arg.clone(), name, language))
        .collect();
    let mut localised = command
        .about(about)
        .help_template(template(language))
        .disable_help_flag(true);
    for arg in arguments {
        let id = arg.get_id().to_string();
        localised = localised.mut_arg(id, |_| arg);
    }
    localised
}

fn argument(arg: Arg, command: &str, language: Language) -> Arg {
    let heading = if arg.is_positional() {
        "help-arguments"
    } else {
        "help-options"
    };
    let heading = texts::words(language, heading, &[]);
    if arg.is_hide_set() {
        return arg;
    }
    let id = arg.get_id().to_string().replace('_', "-");
    let own = texts::ours().message(language, &format!("help-{command}-{id}"), &[]);
    let help = own.unwrap_or_else(|| texts::words(language, &format!("help-option-{id}"), &[]));
    arg.help(help).help_heading(heading)
}

fn template(language: Language) -> String {
    let usage = texts::words(language, "help-usage", &[]);
    format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}")
}
