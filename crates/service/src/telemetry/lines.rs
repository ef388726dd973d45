//! Log lines on their way to standard error, several together: a server that answers quickly would else spend as much on
//! writing each line, or on waking a thread for it, as on an answer.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How long lines wait for one another after some were written; the first one after a quiet time waits for nothing.
const BETWEEN: Duration = Duration::from_millis(50);
/// With so many bytes waiting nobody waits any longer: whoever adds a line writes them.
const FULL: usize = 1 << 20;

/// Lines that wait to be written.
pub(super) struct Lines<W = io::Stderr> {
    waiting: Mutex<Waiting>,
    /// Something waits, or nothing will any more.
    changed: Condvar,
    output: Mutex<Output<W>>,
}

#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    ended: bool,
}

struct Output<W> {
    to: W,
    /// Memory for the next lines.
    spare: Vec<u8>,
}

impl<W: Write + Send + 'static> Lines<W> {
    /// Lines to `to`, with the thread that writes them; without one, where none can be started, they are written at once.
    pub(super) fn start(to: W) -> Arc<Self> {
        let spare = Vec::new();
        let lines = Arc::new(Self {
            waiting: Mutex::default(),
            changed: Condvar::new(),
            output: Mutex::new(Output { to, spare }),
        });
        let of_thread = Arc::clone(&lines);
        let thread = thread::Builder::new().name("log lines".to_owned());
        if thread.spawn(move || of_thread.run()).is_err() {
            lines.end();
        }
        lines
    }

    fn run(&self) {
        while self.wait() {
            self.write();
            thread::sleep(BETWEEN);
        }
    }

    /// Waits for something to write. False: no more comes.
    fn wait(&self) -> bool {
        let idle = |waiting: &mut Waiting| waiting.text.is_empty() && !waiting.ended;
        let waiting = self.changed.wait_while(self.waiting(), idle);
        !waiting.unwrap_or_else(PoisonError::into_inner).ended
    }
}

impl<W: Write> Lines<W> {
    /// Adds a line. An `urgent` one, and every line once [`Self::end`] was called, is written before this returns.
    fn add(&self, line: &[u8], urgent: bool) {
        let mut waiting = self.waiting();
        let is_first = waiting.text.is_empty();
        waiting.text.extend_from_slice(line);
        let at_once = urgent || waiting.ended || waiting.text.len() > FULL;
        drop(waiting);
        if at_once {
            self.write();
        } else if is_first {
            self.changed.notify_one();
        }
    }

    /// Writes what waits; from now on lines are written at once.
    pub(super) fn end(&self) {
        self.waiting().ended = true;
        self.changed.notify_one();
        self.write();
    }

    /// Writes what waits, in its order: it is taken and written under one lock.
    fn write(&self) {
        let output = self.output.lock();
        let mut output = output.unwrap_or_else(PoisonError::into_inner);
        let spare = mem::take(&mut output.spare);
        let mut text = mem::replace(&mut self.waiting().text, spare);
        // Nobody can be told that the log cannot be written.
        let _ = output.to.write_all(&text).and_then(|()| output.to.flush());
        text.clear();
        output.spare = text;
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Bytes that were added whole: no panic leaves them half-changed.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where one line is written to.
pub(super) struct Line<'a, W> {
    lines: &'a Lines<W>,
    urgent: bool,
}

impl<W: Write> Write for Line<'_, W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.lines.add(line, self.urgent);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The lines as the subscriber writes them: warnings and errors are urgent.
pub(super) struct ToLines<W = io::Stderr>(pub(super) Arc<Lines<W>>);

impl<'a, W: Write + 'static> MakeWriter<'a> for ToLines<W> {
    type Writer = Line<'a, W>;

    fn make_writer(&'a self) -> Line<'a, W> {
        Line {
            lines: &self.0,
            urgent: false,
        }
    }

    fn make_writer_for(&'a self, of: &Metadata<'_>) -> Line<'a, W> {
        let urgent = *of.level() <= Level::WARN;
        Line {
            urgent,
            ..self.make_writer()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Sink {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    /// Waits until this, and no more, is written.
    fn written(sink: &Sink, expected: &str) {
        let begun = Instant::now();
        while sink.text() != expected {
            assert!(begun.elapsed() < Duration::from_secs(20), "{}", sink.text());
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Lines whose thread has just written one, and rests: what is there at once now, it has not written.
    fn resting() -> (Sink, Arc<Lines<Sink>>) {
        let sink = Sink::default();
        let lines = Lines::start(sink.clone());
        lines.add(b"first\n", false);
        written(&sink, "first\n");
        (sink, lines)
    }

    #[test]
    fn a_line_is_written_soon_without_another_one() {
        let (sink, lines) = resting();
        lines.add(b"one\n", false);
        written(&sink, "first\none\n");
        thread::sleep(2 * BETWEEN);
        lines.add(b"two\n", false);
        written(&sink, "first\none\ntwo\n");
    }

    #[test]
    fn an_urgent_line_is_written_at_once_behind_those_before_it() {
        let (sink, lines) = resting();
        lines.add(b"one\n", false);
        lines.add(b"two\n", true);
        assert_eq!(sink.text(), "first\none\ntwo\n");
    }

    #[test]
    fn after_the_end_nothing_waits() {
        let (sink, lines) = resting();
        lines.add(b"one\n", false);
        lines.end();
        assert_eq!(sink.text(), "first\none\n");
        lines.add(b"two\n", false);
        assert_eq!(sink.text(), "first\none\ntwo\n");
    }

    #[test]
    fn a_full_memory_is_written_at_once() {
        let (sink, lines) = resting();
        let before = sink.text().len();
        let line = vec![b'x'; FULL + 1];
        lines.add(&line, false);
        assert_eq!(sink.text().len(), before + line.len());
    }

    #[test]
    fn lines_of_many_threads_are_whole_and_each_thread_s_in_its_order() {
        let sink = Sink::default();
        let lines = Lines::start(sink.clone());
        thread::scope(|scope| {
            for thread in 0..4 {
                let lines = &lines;
                scope.spawn(move || {
                    for n in 0..1000 {
                        lines.add(format!("{thread} {n}\n").as_bytes(), n % 97 == 0);
                    }
                });
            }
        });
        lines.end();
        let text = sink.text();
        for thread in 0..4 {
            let of_thread = text
                .lines()
                .filter_map(|line| line.strip_prefix(&format!("{thread} ")));
            let found: Vec<usize> = of_thread.map(|n| n.parse().unwrap()).collect();
            assert_eq!(found, (0..1000).collect::<Vec<_>>());
        }
        assert_eq!(text.lines().count(), 4000);
    }
}
