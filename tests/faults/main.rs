//! What goes wrong with machines, done to the shipped programs: they are killed, lose power, the disk, the database or
//! the right time. Each time nothing acknowledged is lost, no number is given twice, and the message is clear.
//!
//! What needs rights that a test does not have everywhere (mounting, loop devices) is passed over where it has not, and
//! says so on standard error.

mod batch;
mod clock;
mod damage;
mod disk;
mod kill;
mod load;
mod mounts;
mod postgres;
mod power_cut;
mod register;
mod two_processes;
mod verifier;
mod wallet;

/// How often a program is killed under load; a registry with an issuer at work [`batch::REGISTRY_KILLS`] times.
const KILLS: usize = 40;
