//! Power cuts: the registry's store lies on an `ext4` of its own, on a loop device, which is shut down by its `ioctl`
//! without writing its journal out, so that only what was synchronised is there when it is mounted again.

use std::{fs, path::PathBuf};

use rand::{SeedableRng as _, rngs::StdRng};
use scenarios::processes::Failure;
use tempfile::TempDir;

use crate::{
    load::{Book, Load},
    mounts::{Mounts, passed_over},
    register::{Register, Store},
};

/// How often the power is cut.
const CUTS: usize = 20;
/// The size of the disk, in bytes.
const SIZE: u64 = 96 << 20;
/// `EXT4_IOC_SHUTDOWN`, that is `_IOR('X', 125, __u32)`, with `EXT4_GOING_FLAGS_NOLOGFLUSH`, by a program that every
/// Debian has. `unsafe`, which an `ioctl` of our own would need, is denied in this workspace.
const SHUT_DOWN: &str = r#"open(my $disk, "<", $ARGV[0]) or die $!; my $flags = pack("L", 2);
    ioctl($disk, 0x8004587d, $flags) or die "EXT4_IOC_SHUTDOWN: $!";"#;
/// What is written beside the store without synchronising it.
const UNSAFE: &str = "This was never synchronised.";

/// A disk whose power can be cut.
struct Disk {
    mounts: Mounts,
    image: PathBuf,
    at: PathBuf,
    _home: TempDir,
}

impl Disk {
    /// `Err`: why this machine has none for us.
    fn new() -> Result<Self, String> {
        let mounts = Mounts::open()?;
        let home = tempfile::tempdir().map_err(|e| e.to_string())?;
        let (image, at) = (home.path().join("disk.img"), home.path().join("disk"));
        let disk = Self {
            mounts,
            image,
            at,
            _home: home,
        };
        disk.make().map_err(|e| e.to_string())?;
        let path = disk.image.display().to_string();
        disk.mounts.run(&["/sbin/mkfs.ext4", "-q", "-F", &path])?;
        disk.mount()?;
        Ok(disk)
    }

    fn make(&self) -> std::io::Result<()> {
        fs::create_dir(&self.at)?;
        fs::File::create(&self.image)?.set_len(SIZE)
    }

    fn mount(&self) -> Result<(), String> {
        let (image, at) = (self.image.display(), self.at.display());
        // The device is given back when it is unmounted, also when the namespace ends.
        self.mounts
            .run(&["mount", "-o", "loop", &image.to_string(), &at.to_string()])
    }

    /// The power goes; what was on its way to the disk is gone.
    fn cut(&self) -> Result<(), Failure> {
        let at = self.at.display().to_string();
        self.mounts.must(&["perl", "-e", SHUT_DOWN, &at])
    }

    /// The power is back.
    fn back(&self) -> Result<(), Failure> {
        let at = self.at.display().to_string();
        self.mounts.must(&["umount", &at])?;
        self.mount().map_err(Failure)
    }

    /// A file beside the store, as this process reaches it.
    fn beside(&self, name: &str) -> PathBuf {
        self.mounts.reached(&self.at.join(name))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_every_power_cut() -> Result<(), Failure> {
    let disk = match Disk::new() {
        Ok(disk) => disk,
        Err(why) => {
            passed_over("power cuts need root, loop devices and mounting", &why);
            return Ok(());
        }
    };
    let home = tempfile::tempdir()?;
    let store = Store::Embedded(disk.at.join("data"));
    let mut register = Register::prepare(home.path(), &store, "free_disk_percent = 0\n")?;
    register.run_by(disk.mounts.enter(home.path()));
    register.start().await?;
    register.accredit().await?;

    let mut random = StdRng::seed_from_u64(64);
    let book = Book::default();
    let (mut from, mut lost) = (0, 0);
    for cut in 0..CUTS {
        let load = Load::begin(&register, &book);
        book.some_more(&mut random).await?;
        let unsafely_kept = disk.beside(&format!("note-{cut}"));
        fs::write(&unsafely_kept, UNSAFE)?;
        disk.cut()?;
        // Nothing is acknowledged any more, and the register ends.
        load.end().await?;
        let said = register.ends()?;
        assert!(
            said.contains("the store has stopped after a failure"),
            "{said}"
        );

        disk.back()?;
        let found = fs::read_to_string(&unsafely_kept).unwrap_or_default();
        lost += usize::from(found != UNSAFE);
        register.start().await?;
        from = book.look(&register, from).await?;
    }
    assert!(
        lost > CUTS / 2,
        "{lost} of {CUTS} cuts lost anything: they are none"
    );
    book.balance(&register).await
}
